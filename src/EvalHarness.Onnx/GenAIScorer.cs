using EvalHarness.Inference.Sampling;
using EvalHarness.Inference.Tokenization;

namespace EvalHarness.Onnx;

/// <summary>Log-likelihoods from the raw logits of a graph, in nats.</summary>
/// <param name="model">The model.</param>
internal sealed class GenAIScorer(IGenAIModel model)
{
    private readonly float[] _logits = new float[model.Folder.VocabularyLength];

    /// <summary>Scores continuations of prompts.</summary>
    /// <param name="pairs">Each with the tokens before it.</param>
    /// <param name="cancellationToken">Cancels between two continuations.</param>
    /// <exception cref="InvalidOperationException">A text is longer than the context.</exception>
    public IReadOnlyList<LogLikelihood> ScoreContinuations(
        IReadOnlyList<ContinuationTokens> pairs, CancellationToken cancellationToken)
    {
        double[] sums = new double[pairs.Count];

        // Continuations that differ in their last token alone are all read off one evaluation.
        foreach (int[] alike in Enumerable.Range(0, pairs.Count)
            .GroupBy(i => $"{pairs[i].Context.Count}: {string.Join(' ', Fed(pairs[i]))}")
            .Select(group => group.ToArray()))
        {
            cancellationToken.ThrowIfCancellationRequested();
            int given = pairs[alike[0]].Context.Count;
            Evaluate([.. Fed(pairs[alike[0]])], given - 1, (row, terms) =>
            {
                foreach (int i in alike)
                {
                    sums[i] += terms(pairs[i].Continuation[row - given + 1]);
                }
            });
        }

        return [.. sums.Select((sum, i) => new LogLikelihood(sum, pairs[i].Continuation.Count))];
    }

    private static IEnumerable<int> Fed(ContinuationTokens pair) =>
        pair.Context.Concat(pair.Continuation.SkipLast(1));

    /// <summary>
    /// Scores every token of a text but the first, in rolling windows where it is longer than the context.
    /// </summary>
    /// <param name="tokens">At least two.</param>
    /// <param name="cancellationToken">Cancels between two windows.</param>
    /// <exception cref="InvalidOperationException">The text has fewer than two tokens.</exception>
    public LogLikelihood ScoreText(int[] tokens, CancellationToken cancellationToken)
    {
        Require(tokens, 2, longest: int.MaxValue);
        double sum = 0;
        foreach (RollingWindow window in RollingWindow.Over(tokens.Length, model.Folder.ContextLength))
        {
            cancellationToken.ThrowIfCancellationRequested();
            Evaluate(tokens[window.Start..(window.End - 1)], window.FirstPredicted - 1 - window.Start, (row, terms) =>
                sum += terms(tokens[window.Start + row + 1]));
        }

        return new LogLikelihood(sum, tokens.Length - 1);
    }

    /// <summary>Refuses a graph that does not give the logits of every position.</summary>
    /// <exception cref="NotSupportedException">It gives those of fewer.</exception>
    public static void RequireEveryPosition(IGenAISequence sequence, int positions)
    {
        if (sequence.LogitsRows != positions)
        {
            throw new NotSupportedException(FormattableString.Invariant(
                $"The graph gives logits of {sequence.LogitsRows} of {positions} positions: ")
                + "it was built for generating alone. Build the folder with the logits of all positions.");
        }
    }

    // Evaluates tokens at once and hands out, for each row from the first one on, the log-probability of any token.
    private void Evaluate(int[] tokens, int firstRow, Action<int, Func<int, double>> read)
    {
        Require(tokens, 1);
        using IGenAISequence sequence = model.Begin(GenAISampling.Greedy, model.Folder.ContextLength);
        sequence.Append(tokens);
        RequireEveryPosition(sequence, tokens.Length);
        for (int row = firstRow; row < tokens.Length; row++)
        {
            sequence.ReadLogits(row, _logits);
            double normalizer = LogSoftmax.Normalizer(_logits);
            read(row, token => _logits[token] - normalizer);
        }
    }

    private void Require(int[] tokens, int least, int? longest = null)
    {
        int most = longest ?? model.Folder.ContextLength;
        if (tokens.Length < least || tokens.Length > most)
        {
            throw new InvalidOperationException(FormattableString.Invariant(
                $"A text of {tokens.Length} tokens cannot be scored in a context of {model.Folder.ContextLength}."));
        }
    }
}
