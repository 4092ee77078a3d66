using System.Text;
using System.Xml;
using EvalHarness.Gating;
using EvalHarness.Pipeline.Reporting.Wording;
using EvalHarness.Reporting;
using static EvalHarness.Pipeline.Reporting.JUnit.JUnitFields;

namespace EvalHarness.Pipeline.Reporting.JUnit;

/// <summary>
/// JUnit XML: a suite for each candidate, a test case for each gate. A failing gate is a failure and an undecided one
/// an error, so that no build turns green on missing evidence; so are a candidate without gates and an incomplete run.
/// A search that found a candidate has answered its question: what it tried before and found unfit is skipped.
/// A suite for the judges: one below its limits is an error when a gate rests on it, and else skipped.
/// </summary>
public sealed class JUnitReportWriter : IReportWriter
{
    /// <inheritdoc/>
    public string Format => "junit";

    /// <inheritdoc/>
    public async Task WriteAsync(Report report, Stream destination, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(destination);
        XmlWriterSettings settings = new()
        {
            Async = true,
            Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            Indent = true,
            NewLineChars = "\n",
            NewLineHandling = NewLineHandling.Entitize,
        };
        await using (XmlWriter xml = XmlWriter.Create(destination, settings))
        {
            WriteSuites(xml, report);
            await xml.FlushAsync();
        }

        await destination.WriteAsync("\n"u8.ToArray(), cancellationToken);
    }

    private static void WriteSuites(XmlWriter xml, Report report)
    {
        xml.WriteStartDocument();
        xml.WriteStartElement("testsuites");
        Attribute(xml, "name", report.Name);
        WriteCounts(xml,
        [
            .. report.Candidates.SelectMany(candidate => Outcomes(report, candidate)),
            .. report.Judges.Select(judge => JUnitJudges.OutcomeOf(report, judge)),
        ]);
        foreach (CandidateDecision candidate in report.Candidates)
        {
            WriteSuite(xml, report, candidate);
        }

        if (report.Judges.Count > 0)
        {
            JUnitJudges.WriteSuite(xml, report);
        }

        xml.WriteEndElement();
        xml.WriteEndDocument();
    }

    private static void WriteSuite(XmlWriter xml, Report report, CandidateDecision decision)
    {
        xml.WriteStartElement("testsuite");
        Attribute(xml, "name", decision.Candidate);
        WriteCounts(xml, [.. Outcomes(report, decision)]);
        WriteTimestamp(xml, report.Run.Started);
        xml.WriteStartElement("properties");
        WriteProperty(xml, "decision", DecisionWords.Key(report, decision.Decision));
        WriteProperty(xml, "baseline", report.Baseline);
        WriteProperty(xml, "run", report.Run.Id);
        foreach (OutputCounts counts in report.Outputs.Where(row => row.Model == decision.Candidate))
        {
            WriteProperty(xml, "outputs." + counts.Task, OutputWords.Describe(counts));
        }

        xml.WriteEndElement();
        foreach (GateDecision gate in Gates(report, decision))
        {
            GateOutcome? outcome = OutcomeOf(report, gate);
            WriteCase(xml, decision.Candidate, gate.Metric, outcome, gate.Reason, Numbers(gate));
        }

        if (!Gates(report, decision).Any())
        {
            WriteCase(xml, decision.Candidate, "gates", GateOutcome.Inconclusive, decision.Reason, "No gate was set.");
        }

        if (report.Incomplete is { } why)
        {
            WriteCase(xml, decision.Candidate, "complete", GateOutcome.Inconclusive, why, "The run is incomplete.");
        }

        xml.WriteEndElement();
    }

    private static IEnumerable<GateDecision> Gates(Report report, CandidateDecision decision) =>
        report.Gates.Where(gate => gate.Candidate == decision.Candidate);

    private static IEnumerable<GateOutcome?> Outcomes(Report report, CandidateDecision decision) =>
        Gates(report, decision).Select(gate => OutcomeOf(report, gate)).DefaultIfEmpty(GateOutcome.Inconclusive)
            .Concat(report.Incomplete is null ? [] : [GateOutcome.Inconclusive]);

    private static GateOutcome? OutcomeOf(Report report, GateDecision gate) =>
        gate.Outcome != GateOutcome.Pass && report is { Untried: not null, Decision: ReleaseDecision.Ship }
            ? null
            : gate.Outcome;

    private static void WriteCase(
        XmlWriter xml, string candidate, string metric, GateOutcome? outcome, string reason, string numbers)
    {
        xml.WriteStartElement("testcase");
        Attribute(xml, "name", metric);
        Attribute(xml, "classname", candidate);
        if (outcome != GateOutcome.Pass)
        {
            xml.WriteStartElement(outcome switch { null => "skipped", GateOutcome.Fail => "failure", _ => "error" });
            Attribute(xml, "message", reason);
            if (outcome is { } decided)
            {
                Attribute(xml, "type", DecisionWords.Key(decided));
            }

            xml.WriteString(numbers);
            xml.WriteEndElement();
        }
        else
        {
            xml.WriteStartElement("system-out");
            xml.WriteString(VisibleText.From(reason) + "\n" + numbers);
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static string Numbers(GateDecision gate) =>
        $"change in quality {ReportNumbers.Difference(gate.Delta)}, " +
        $"bounds {ReportNumbers.Interval(gate.Low, gate.High)} (one-sided, {ReportNumbers.Level(gate.Confidence)}), " +
        $"margin {ReportNumbers.Score(gate.Margin)}, {ReportNumbers.Count(gate.Pairs)} pairs, " +
        $"p {ReportNumbers.Probability(gate.P)}, adjusted p {ReportNumbers.Probability(gate.AdjustedP)}, " +
        $"pairs needed {ReportNumbers.Count(gate.PairsNeeded)}" +
        (DecisionWords.Claim(gate) is { } claim ? $", {claim}" : "") +
        (gate.Correction is { } correction ? $", from {VisibleText.From(correction)}" : "");

    private static void WriteProperty(XmlWriter xml, string name, string value)
    {
        xml.WriteStartElement("property");
        Attribute(xml, "name", name);
        Attribute(xml, "value", value);
        xml.WriteEndElement();
    }

}
