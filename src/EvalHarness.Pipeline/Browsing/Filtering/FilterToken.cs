namespace EvalHarness.Pipeline.Browsing.Filtering;

/// <summary>A word, a quoted text, a sign or the end of a filter.</summary>
/// <param name="Kind">Which of them.</param>
/// <param name="Text">As it was written, quotes taken off; empty at the end.</param>
/// <param name="Column">Where it begins, from 1.</param>
internal readonly record struct FilterToken(FilterTokenKind Kind, string Text, int Column)
{
    /// <summary>It is this keyword, in upper or lower case.</summary>
    public bool Is(string keyword) =>
        Kind == FilterTokenKind.Word && Text.Equals(keyword, StringComparison.OrdinalIgnoreCase);

    /// <summary>It is this sign.</summary>
    public bool IsSign(string sign) => Kind == FilterTokenKind.Sign && Text == sign;
}
