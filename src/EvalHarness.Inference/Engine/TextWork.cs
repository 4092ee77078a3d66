using EvalHarness.Inference.Sampling;
using EvalHarness.Inference.Tokenization;

namespace EvalHarness.Inference.Engine;

/// <summary>
/// Scores every token of a text but the first; a text longer than the context in rolling windows.
/// </summary>
internal sealed class TextWork : SequenceWork<IReadOnlyList<double>>
{
    private readonly int[] _tokens;
    private readonly double[] _logLikelihoods;
    private readonly int _contextLength;
    private RollingWindow _window;

    /// <summary>Prepares the scoring.</summary>
    /// <param name="tokens">At least two tokens.</param>
    /// <param name="contextLength">Positions of a window; at least 1.</param>
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
        int scored = _window.Start + position + 1;
        _logLikelihoods[scored - 1] = logits[_tokens[scored]] - LogSoftmax.Normalizer(logits);
        IsComplete = scored == _tokens.Length - 1;
    }

    /// <inheritdoc/>
    public override void Continue() => TakeWindow(_window.End);

    /// <inheritdoc/>
    protected override IReadOnlyList<double> CreateResult() => _logLikelihoods;

    private void TakeWindow(int firstScored)
    {
        int end = Math.Min(_tokens.Length, firstScored + _contextLength);
        _window = RollingWindow.At(firstScored, end, _contextLength);
        SetTarget(_tokens.AsSpan(_window.Start, _window.End - _window.Start - 1), firstScored - 1 - _window.Start);
    }
}
