using EvalHarness.Unicode;

namespace EvalHarness.Metrics.Filters;

/// <summary>What lm-evaluation-harness does to a generation before it filters it.</summary>
public static class StopTexts
{
    /// <summary>
    /// The answer before the first stop text: each in turn cuts at its first occurrence, an empty one never. The
    /// thinking goes first, up to the last marker of its end, with the white space behind it.
    /// </summary>
    /// <param name="generation">What the model wrote.</param>
    /// <param name="stops">The task's <c>until</c>.</param>
    /// <param name="thinkEnd">Marker of the end of thinking, such as <c>&lt;/think&gt;</c>; <c>null</c> for
    /// none.</param>
    public static string Cut(string generation, IReadOnlyList<string> stops, string? thinkEnd = null)
    {
        ArgumentNullException.ThrowIfNull(generation);
        ArgumentNullException.ThrowIfNull(stops);
        if (!string.IsNullOrEmpty(thinkEnd))
        {
            int end = generation.LastIndexOf(thinkEnd, StringComparison.Ordinal);
            generation = PythonText.StripStart(end < 0 ? generation : generation[(end + thinkEnd.Length)..]);
        }

        foreach (string stop in stops)
        {
            int at = stop.Length > 0 ? generation.IndexOf(stop, StringComparison.Ordinal) : -1;
            generation = at < 0 ? generation : generation[..at];
        }

        return generation;
    }
}
