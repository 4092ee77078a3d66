using EvalHarness.Inference.Sampling;
using EvalHarness.Inference.Tokenization;

namespace EvalHarness.Onnx;

/// <summary>Log-likelihoods from the raw logits of a graph, in nats.</summary>
/// <param name="model">The model.</param>
internal sealed class GenAIScorer(IGenAIModel model)
{
    private readonly float[] _logits = new float[model.Folder.VocabularyLength];

    /// <summary>Scores continuations of one prompt.</summary>
    /// <param name="prompt">Tokens before them.</param>
    /// <param name="continuations">Tokens of each.</param>
    /// <param name="cancellationToken">Cancels between two continuations.</param>
    /// <exception cref="InvalidOperationException">A text is empty or longer than the context.</exception>
    public IReadOnlyList<LogLikelihood> ScoreContinuations(
        int[] prompt, int[][] continuations, CancellationToken cancellationToken)
    {
        Require(prompt, 1);
        double[] sums = new double[continuations.Length];

        // Continuations that differ in their last token alone are all read off one evaluation.
        foreach (int[] alike in Enumerable.Range(0, continuations.Length)
            .GroupBy(i => string.Join(' ', continuations[i].SkipLast(1)))
            .Select(group => group.ToArray()))
        {
            cancellationToken.ThrowIfCancellationRequested();
            int[] first = continuations[alike[0]];
            Require(first, 1);
            Evaluate([.. prompt, .. first[..^1]], prompt.Length - 1, (row, terms) =>
            {
                foreach (int i in alike)
                {
                    sums[i] += terms(continuations[i][row - prompt.Length + 1]);
                }
            });
        }

        return [.. sums.Select((sum, i) => new LogLikelihood(sum, continuations[i].Length))];
    }

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
