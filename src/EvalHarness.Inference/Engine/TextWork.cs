using EvalHarness.Inference.Sampling;

namespace EvalHarness.Inference.Engine;

/// <summary>
/// Scores every token of a text but the first. A text longer than the context is scored in windows that overlap by
/// half, so that each token after the first window has at least half a context before it.
/// </summary>
internal sealed class TextWork : SequenceWork<IReadOnlyList<double>>
{
    private readonly int[] _tokens;
    private readonly double[] _logLikelihoods;
    private readonly int _contextLength;
    private int _start;
    private int _end;

    /// <summary>Prepares the scoring.</summary>
    /// <param name="tokens">At least two tokens.</param>
    /// <param name="contextLength">Positions of a window; at least 2.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public TextWork(int[] tokens, int contextLength, CancellationToken cancellationToken)
        : base(cancellationToken)
    {
        (_tokens, _contextLength) = (tokens, contextLength);
        _logLikelihoods = new double[tokens.Length - 1];
        TakeWindow(firstScored: 1);
    }

    /// <inheritdoc/>
    public override void Accept(int position, ReadOnlySpan<float> logits)
    {
        int scored = _start + position + 1;
        _logLikelihoods[scored - 1] = logits[_tokens[scored]] - LogSoftmax.Normalizer(logits);
        IsComplete = scored == _tokens.Length - 1;
    }

    /// <inheritdoc/>
    public override void Continue() => TakeWindow(_end);

    /// <inheritdoc/>
    protected override IReadOnlyList<double> CreateResult() => _logLikelihoods;

    /// <summary>The tokens [start, end) of which all from <paramref name="firstScored"/> on are scored.</summary>
    private void TakeWindow(int firstScored)
    {
        _start = firstScored == 1 ? 0 : firstScored - (_contextLength / 2);
        // The last token of a window is only predicted, so a context of C positions predicts C tokens after the first.
        _end = Math.Min(_tokens.Length, _start + _contextLength + 1);
        SetTarget(_tokens.AsSpan(_start, _end - _start - 1), firstScored - 1 - _start);
    }
}
