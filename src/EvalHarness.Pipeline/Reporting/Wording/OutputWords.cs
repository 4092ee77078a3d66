using static EvalHarness.Pipeline.Reporting.Wording.ReportNumbers;

namespace EvalHarness.Pipeline.Reporting.Wording;

/// <summary>Counts of outputs for a reader.</summary>
internal static class OutputWords
{
    /// <summary>The counts of one model and task in a sentence's part, those of 0 left out.</summary>
    public static string Describe(OutputCounts counts)
    {
        ArgumentNullException.ThrowIfNull(counts);
        (int Count, string Kind)[] parts =
        [
            (counts.Empty, "empty"), (counts.Truncated, "cut off"), (counts.Refused, "refused"),
            (counts.Blocked, "blocked"), (counts.InvalidFormat, "of an invalid format"), (counts.Errors, "errors"),
        ];
        string[] shown = [.. parts.Where(part => part.Count > 0).Select(part => $"{Count(part.Count)} {part.Kind}")];
        return $"{Count(counts.Outputs)} outputs" + (shown.Length > 0 ? $", {string.Join(", ", shown)}" : "");
    }
}
