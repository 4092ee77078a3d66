namespace EvalHarness.Pipeline.Reporting.Wording;

/// <summary>Words of a report as sentences.</summary>
internal static class SentenceWords
{
    /// <summary>The same words with a capital letter first.</summary>
    /// <param name="words">At least one character.</param>
    public static string Begin(string words) => char.ToUpperInvariant(words[0]) + words[1..];
}
