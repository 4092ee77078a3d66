namespace EvalHarness;

/// <summary>One mistake in what the user gave, with its place and its mend.</summary>
/// <param name="Place">File and line (<c>answer.csv:12</c>), JSON path (<c>eval.config.json: $.gates[0]</c>) or
/// offset.</param>
/// <param name="Found">What was found there.</param>
/// <param name="Expected">What was expected.</param>
/// <param name="Mend">How to mend it; <c>null</c> when the expectation says it all.</param>
public sealed record InputMistake(string Place, string Found, string Expected, string? Mend = null)
{
    /// <summary><c>place: found …; expected …. mend</c>, on one line.</summary>
    public override string ToString() =>
        $"{Place}: found {Found}; expected {Expected}.{(Mend is null ? "" : " " + Mend)}";
}
