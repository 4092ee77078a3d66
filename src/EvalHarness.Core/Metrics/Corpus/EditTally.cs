namespace EvalHarness.Metrics.Corpus;

/// <summary>Edits over the length of the references: TER, WER, CER. Lower is better, and more than all is possible.
/// </summary>
/// <param name="edits">Edits from a prediction to the nearest reference, and the length to divide by.</param>
/// <param name="scale">100 for percent.</param>
/// <param name="settings">Of sacreBLEU's signature; <c>null</c> without one.</param>
internal sealed class EditTally(
    Func<string, IReadOnlyList<string>, (double Edits, double Length)> edits, double scale, string? settings)
    : CountTally(width: 2)
{
    /// <inheritdoc/>
    public override string? Signature => settings is null ? null : SacreBleu.Sign(References, settings);

    /// <inheritdoc/>
    protected override void Measure(string prediction, IReadOnlyList<string> references, Span<double> counts) =>
        (counts[0], counts[1]) = edits(prediction, references);

    // Without a word in any reference: everything is wrong, or there is nothing to be wrong.
    /// <inheritdoc/>
    protected override double? Value(ReadOnlySpan<double> sums) =>
        sums[1] > 0 ? scale * sums[0] / sums[1] : sums[0] > 0 ? scale : 0;
}
