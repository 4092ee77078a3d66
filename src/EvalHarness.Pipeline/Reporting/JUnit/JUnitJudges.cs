using System.Xml;
using EvalHarness.Gating;
using EvalHarness.Judging;
using EvalHarness.Pipeline.Reporting.Wording;
using EvalHarness.Reporting;
using static EvalHarness.Pipeline.Reporting.JUnit.JUnitFields;

namespace EvalHarness.Pipeline.Reporting.JUnit;

/// <summary>
/// The judges as a suite of their own. A judge below its limits makes the gates on its scores inconclusive, which are
/// errors, so it is one too; without such a gate nothing rests on it and it is skipped.
/// </summary>
internal static class JUnitJudges
{
    /// <summary>
    /// Pass within the limits, inconclusive below them; <c>null</c> when below and no gate rests on it.
    /// </summary>
    public static GateOutcome? OutcomeOf(Report report, JudgeSummary judge) => judge.Shortfalls.Count == 0
        ? GateOutcome.Pass
        : report.Gates.Any(gate => gate.Metric == judge.Metric) ? GateOutcome.Inconclusive : null;

    /// <summary>Writes the suite.</summary>
    public static void WriteSuite(XmlWriter xml, Report report)
    {
        xml.WriteStartElement("testsuite");
        Attribute(xml, "name", "judges");
        WriteCounts(xml, [.. report.Judges.Select(judge => OutcomeOf(report, judge))]);
        WriteTimestamp(xml, report.Run.Started);
        foreach (JudgeSummary judge in report.Judges)
        {
            WriteCase(xml, judge, OutcomeOf(report, judge));
        }

        xml.WriteEndElement();
    }

    private static void WriteCase(XmlWriter xml, JudgeSummary judge, GateOutcome? outcome)
    {
        xml.WriteStartElement("testcase");
        Attribute(xml, "name", judge.Metric);
        Attribute(xml, "classname", "judges");
        if (JudgeWords.Warning(judge) is { } warning)
        {
            xml.WriteStartElement(outcome is null ? "skipped" : "error");
            Attribute(xml, "message", warning);
            if (outcome is { } undecided)
            {
                Attribute(xml, "type", DecisionWords.Key(undecided));
            }

            xml.WriteEndElement();
        }

        xml.WriteStartElement("system-out");
        xml.WriteString(VisibleText.From(JudgeWords.Health(judge)));
        xml.WriteEndElement();
        xml.WriteEndElement();
    }
}
