using System.Globalization;
using System.Text;
using System.Xml;

namespace EvalHarness.Pipeline.Reporting;

/// <summary>
/// JUnit XML: a suite for each candidate, a test case for each gate. A failing gate is a failure and an undecided one
/// an error, so that no build turns green on missing evidence; a candidate without gates is an error too.
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
        await using XmlWriter xml = XmlWriter.Create(destination, settings);
        cancellationToken.ThrowIfCancellationRequested();
        WriteSuites(xml, report);
        await xml.FlushAsync();
    }

    private static void WriteSuites(XmlWriter xml, Report report)
    {
        xml.WriteStartDocument();
        xml.WriteStartElement("testsuites");
        Attribute(xml, "name", report.Name);
        List<(CandidateVerdict Verdict, GateDecision[] Gates)> suites = [.. report.Candidates.Select(verdict =>
            (verdict, report.Gates.Where(gate => gate.Candidate == verdict.Candidate).ToArray()))];
        WriteCounts(xml, [.. suites.SelectMany(suite => Outcomes(suite.Gates))]);
        foreach ((CandidateVerdict verdict, GateDecision[] gates) in suites)
        {
            WriteSuite(xml, report, verdict, gates);
        }

        xml.WriteEndElement();
        xml.WriteEndDocument();
        xml.WriteWhitespace("\n");
    }

    private static void WriteSuite(XmlWriter xml, Report report, CandidateVerdict verdict, GateDecision[] gates)
    {
        xml.WriteStartElement("testsuite");
        Attribute(xml, "name", verdict.Candidate);
        WriteCounts(xml, [.. Outcomes(gates)]);
        Attribute(xml, "timestamp",
            report.Run.Started.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture));
        xml.WriteStartElement("properties");
        WriteProperty(xml, "verdict", VerdictWords.Key(verdict.Verdict));
        WriteProperty(xml, "baseline", report.Baseline);
        WriteProperty(xml, "run", report.Run.Id);
        xml.WriteEndElement();
        foreach (GateDecision gate in gates)
        {
            WriteCase(xml, verdict.Candidate, gate.Metric, gate.Outcome, gate.Reason, Numbers(gate));
        }

        if (gates.Length == 0)
        {
            WriteCase(xml, verdict.Candidate, "gates", GateOutcome.Inconclusive, verdict.Reason, "No gate was set.");
        }

        xml.WriteEndElement();
    }

    private static void WriteCase(
        XmlWriter xml, string candidate, string metric, GateOutcome outcome, string reason, string numbers)
    {
        xml.WriteStartElement("testcase");
        Attribute(xml, "name", metric);
        Attribute(xml, "classname", candidate);
        if (outcome != GateOutcome.Pass)
        {
            xml.WriteStartElement(outcome == GateOutcome.Fail ? "failure" : "error");
            Attribute(xml, "message", reason);
            Attribute(xml, "type", VerdictWords.Key(outcome));
            xml.WriteString(numbers);
            xml.WriteEndElement();
        }
        else
        {
            xml.WriteStartElement("system-out");
            xml.WriteString(Clean(reason) + "\n" + numbers);
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static string Numbers(GateDecision gate) =>
        $"change in quality {ReportNumbers.Difference(gate.Delta)}, " +
        $"bounds {ReportNumbers.Interval(gate.Low, gate.High)} (one-sided, {ReportNumbers.Level(gate.Confidence)}), " +
        $"margin {ReportNumbers.Score(gate.Margin)}, {ReportNumbers.Count(gate.Pairs)} pairs, " +
        $"p {ReportNumbers.Probability(gate.P)}, adjusted p {ReportNumbers.Probability(gate.AdjustedP)}, " +
        $"pairs needed {ReportNumbers.Count(gate.PairsNeeded)}";

    private static IEnumerable<GateOutcome> Outcomes(GateDecision[] gates) =>
        gates.Select(gate => gate.Outcome).DefaultIfEmpty(GateOutcome.Inconclusive);

    private static void WriteCounts(XmlWriter xml, GateOutcome[] outcomes)
    {
        WriteCount(xml, "tests", outcomes.Length);
        WriteCount(xml, "failures", outcomes.Count(outcome => outcome == GateOutcome.Fail));
        WriteCount(xml, "errors", outcomes.Count(outcome => outcome == GateOutcome.Inconclusive));
    }

    private static void WriteCount(XmlWriter xml, string name, int count) =>
        xml.WriteAttributeString(name, count.ToString(CultureInfo.InvariantCulture));

    private static void WriteProperty(XmlWriter xml, string name, string value)
    {
        xml.WriteStartElement("property");
        Attribute(xml, "name", name);
        Attribute(xml, "value", value);
        xml.WriteEndElement();
    }

    private static void Attribute(XmlWriter xml, string name, string value) =>
        xml.WriteAttributeString(name, Clean(value));

    // U+FFFE and U+FFFF are unassigned rather than invisible, and no XML document may hold them.
    private static string Clean(string text) =>
        VisibleText.Of(text).Replace('\uFFFE', '\uFFFD').Replace('\uFFFF', '\uFFFD');
}
