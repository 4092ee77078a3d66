using static EvalHarness.Pipeline.Reporting.Wording.ReportNumbers;

namespace EvalHarness.Pipeline.Reporting.Wording;

/// <summary>Counts of outputs for a reader.</summary>
internal static class OutputWords
{
    /// <summary>Titles of <see cref="Cells"/>.</summary>
    public static IReadOnlyList<string> Titles { get; } =
        ["outputs", "empty", "cut off", "refused", "blocked", "invalid format", "errors"];

    /// <summary>What the columns mean.</summary>
    public const string Explanation =
        "Empty, refused and blocked outputs and those of an invalid format have the metric's worst score; answers that "
        + "were cut off at the token limit are scored; errors are never scored.";

    /// <summary>The counts of one model and task.</summary>
    public static IReadOnlyList<string> Cells(OutputCounts counts)
    {
        ArgumentNullException.ThrowIfNull(counts);
        return
        [
            Count(counts.Outputs), Count(counts.Empty), Count(counts.Truncated), Count(counts.Refused),
            Count(counts.Blocked), Count(counts.InvalidFormat), Count(counts.Errors),
        ];
    }

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
