namespace EvalHarness.Pipeline.Labels;

/// <summary>How many labels a gate needs for one candidate.</summary>
/// <param name="Metric">The gate's metric.</param>
/// <param name="Candidate">The candidate.</param>
/// <param name="Pairs">n: samples that both models answered.</param>
/// <param name="Differing">D: pairs whose outputs differ, those without an answer apart.</param>
/// <param name="Least">Labelled pairs below which the gate cannot pass.</param>
/// <param name="ForPower">Labelled pairs with which it passes in four of five cases if quality does not change.</param>
/// <param name="Drawn">Pairs that were drawn.</param>
/// <param name="Labelled">Of these, pairs whose label is complete.</param>
/// <param name="Missing">Of these, pairs that nobody could tell; like those not labelled yet, they count as the
/// worst.</param>
public sealed record LabelNeed(
    string Metric,
    string Candidate,
    int Pairs,
    int Differing,
    int Least,
    int ForPower,
    int Drawn,
    int Labelled,
    int Missing)
{
    /// <summary>The need in words.</summary>
    public string Sentence => Differing == 0
        ? FormattableString.Invariant($"{Candidate}: all {Pairs} pairs are equal or need no label.")
        : FormattableString.Invariant($"{Candidate}: {Differing} of {Pairs} pairs differ; nothing can pass below ")
            + FormattableString.Invariant($"{Least} labelled pairs, about {Math.Max(Least, ForPower)} are likely to ")
            + $"decide. {State}";

    private string State => Drawn == 0 ? "None is drawn yet."
        : FormattableString.Invariant($"{Drawn} are drawn, {Labelled} labelled")
            + (Labelled + Missing == Drawn ? "" : FormattableString.Invariant($", {Drawn - Labelled - Missing} to go"))
            + (Missing == 0 ? "." : FormattableString.Invariant(
                $"; {Missing} that nobody could tell count as the worst."));
}
