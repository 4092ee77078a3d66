using EvalHarness.Metrics.Text;

namespace EvalHarness.Metrics.Corpus;

/// <summary>chrF, and chrF++ with words of up to two, as sacreBLEU sums them over a corpus.</summary>
internal sealed class CharacterTally(int wordOrders) : CountTally(CharacterF.CountsFor(wordOrders))
{
    /// <inheritdoc/>
    public override string Signature => SacreBleu.Sign(
        References, FormattableString.Invariant($"case:mixed|eff:yes|nc:6|nw:{wordOrders}|space:no"));

    /// <inheritdoc/>
    protected override void Measure(string prediction, IReadOnlyList<string> references, Span<double> counts) =>
        CharacterF.Count(prediction, references, wordOrders, counts);

    /// <inheritdoc/>
    protected override double? Value(ReadOnlySpan<double> sums) => CharacterF.Compute(sums);
}
