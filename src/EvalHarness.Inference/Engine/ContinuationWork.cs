using System.Numerics.Tensors;
using EvalHarness.Inference.Sampling;

namespace EvalHarness.Inference.Engine;

/// <summary>
/// Scores several continuations of one prefix. The prefix is evaluated once; its last logits score the first token of
/// every continuation, so continuations of one token cost nothing more.
/// </summary>
internal sealed class ContinuationWork : SequenceWork<IReadOnlyList<ContinuationScore>>
{
    private readonly int[] _prefix;
    private readonly int[][] _continuations;
    private readonly double[][] _logLikelihoods;
    private readonly bool[] _isGreedy;
    private int _current = -1;

    /// <summary>Prepares the scoring.</summary>
    /// <param name="prefix">Tokens before every continuation; not empty.</param>
    /// <param name="continuations">Continuations; none is empty, and each fits the context.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public ContinuationWork(int[] prefix, int[][] continuations, CancellationToken cancellationToken)
        : base(cancellationToken)
    {
        (_prefix, _continuations) = (prefix, continuations);
        _logLikelihoods = Array.ConvertAll(continuations, tokens => new double[tokens.Length]);
        _isGreedy = Array.ConvertAll(continuations, _ => true);
        SetTarget(prefix, prefix.Length - 1);
    }

    /// <inheritdoc/>
    public override void Accept(int position, ReadOnlySpan<float> logits)
    {
        double normalizer = LogSoftmax.Normalizer(logits);
        int best = TensorPrimitives.IndexOfMax(logits);
        int term = position - (_prefix.Length - 1);
        if (_current >= 0)
        {
            Score(_current, term, logits, normalizer, best);
        }
        else
        {
            for (int i = 0; i < _continuations.Length; i++)
            {
                Score(i, 0, logits, normalizer, best);
            }
        }

        if (position == Target.Length - 1)
        {
            IsComplete = Array.FindIndex(_continuations, _current + 1, IsLong) < 0;
        }
    }

    /// <inheritdoc/>
    public override void Continue()
    {
        _current = Array.FindIndex(_continuations, _current + 1, IsLong);
        SetTarget([.. _prefix, .. _continuations[_current].AsSpan()[..^1]], _prefix.Length);
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<ContinuationScore> CreateResult() =>
        [.. _logLikelihoods.Select((terms, i) => new ContinuationScore(terms.Sum(), terms, _isGreedy[i]))];

    private static bool IsLong(int[] continuation) => continuation.Length > 1;

    private void Score(int continuation, int term, ReadOnlySpan<float> logits, double normalizer, int best)
    {
        int token = _continuations[continuation][term];
        _logLikelihoods[continuation][term] = logits[token] - normalizer;
        _isGreedy[continuation] &= token == best;
    }
}
