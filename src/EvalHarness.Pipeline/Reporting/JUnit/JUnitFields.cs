using System.Globalization;
using System.Xml;
using EvalHarness.Gating;
using EvalHarness.Pipeline.Reporting.Wording;

namespace EvalHarness.Pipeline.Reporting.JUnit;

/// <summary>Attributes that the elements of a JUnit document share.</summary>
internal static class JUnitFields
{
    /// <summary>Writes an attribute of untrusted text.</summary>
    public static void Attribute(XmlWriter xml, string name, string value) =>
        xml.WriteAttributeString(name, VisibleText.From(value));

    /// <summary>Writes how many test cases there are and how many are not passed; <c>null</c> is skipped.</summary>
    public static void WriteCounts(XmlWriter xml, IReadOnlyList<GateOutcome?> outcomes)
    {
        WriteCount(xml, "tests", outcomes.Count);
        WriteCount(xml, "failures", outcomes.Count(outcome => outcome == GateOutcome.Fail));
        WriteCount(xml, "errors", outcomes.Count(outcome => outcome == GateOutcome.Inconclusive));
        if (outcomes.Contains(null))
        {
            WriteCount(xml, "skipped", outcomes.Count(outcome => outcome is null));
        }
    }

    /// <summary>Writes the time of a suite, in UTC to the second.</summary>
    public static void WriteTimestamp(XmlWriter xml, DateTimeOffset time) => Attribute(
        xml, "timestamp", time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture));

    private static void WriteCount(XmlWriter xml, string name, int count) =>
        xml.WriteAttributeString(name, count.ToString(CultureInfo.InvariantCulture));
}
