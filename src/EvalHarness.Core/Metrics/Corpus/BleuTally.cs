using EvalHarness.Metrics.Text;

namespace EvalHarness.Metrics.Corpus;

/// <summary>Corpus BLEU as sacreBLEU computes it by default: no effective order, exponential smoothing.</summary>
internal sealed class BleuTally(BleuTokenizer tokenizer) : CountTally(BleuCounter.Width)
{
    private readonly BleuCounter _counter = new(tokenizer);

    /// <inheritdoc/>
    public override string Signature =>
        SacreBleu.Sign(References, $"case:mixed|eff:no|tok:{tokenizer.Name}|smooth:exp");

    /// <inheritdoc/>
    protected override void Measure(string prediction, IReadOnlyList<string> references, Span<double> counts) =>
        _counter.Count(prediction, references, counts);

    /// <inheritdoc/>
    protected override double? Value(ReadOnlySpan<double> sums) =>
        Bleu.Compute(sums, leaveOutMissingOrders: false);
}
