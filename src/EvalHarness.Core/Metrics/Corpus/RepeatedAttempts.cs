namespace EvalHarness.Metrics.Corpus;

/// <summary>Scores of a question that was asked several times.</summary>
public static class RepeatedAttempts
{
    /// <summary>
    /// pass@k: the probability that of k attempts, drawn from those made, one is right, 1 − C(n − c, k) / C(n, k)
    /// (Chen et al., "Evaluating Large Language Models Trained on Code", 2021).
    /// </summary>
    /// <param name="attempts">n, the attempts made.</param>
    /// <param name="right">c, those that are right; 0 to n.</param>
    /// <param name="drawn">k, at least 1. With more than n the formula gives 1, which says nothing: leave those out.
    /// </param>
    public static double PassAt(int attempts, int right, int drawn)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(drawn, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(right);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(right, attempts);
        if (attempts - right < drawn)
        {
            return 1;
        }

        double none = 1;
        for (int i = attempts - right + 1; i <= attempts; i++)
        {
            none *= 1 - ((double)drawn / i);
        }

        return 1 - none;
    }

    /// <summary>mean@k: mean score of the first k attempts; <c>null</c> where k were not made.</summary>
    /// <param name="scores">One of each attempt, in order.</param>
    /// <param name="drawn">k, at least 1.</param>
    public static double? MeanAt(IReadOnlyList<double> scores, int drawn)
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentOutOfRangeException.ThrowIfLessThan(drawn, 1);
        return drawn > scores.Count ? null : scores.Take(drawn).Average();
    }

    /// <summary>
    /// majority@k: place of the attempt whose answer occurs most often among the first k, of equal ones the first;
    /// <c>null</c> where k were not made.
    /// </summary>
    /// <param name="answers">The extracted answer of each attempt, in order.</param>
    /// <param name="drawn">k, at least 1.</param>
    public static int? MajorityAt(IReadOnlyList<string> answers, int drawn)
    {
        ArgumentNullException.ThrowIfNull(answers);
        ArgumentOutOfRangeException.ThrowIfLessThan(drawn, 1);
        return drawn > answers.Count
            ? null
            : answers.Take(drawn).Index().GroupBy(answer => answer.Item, StringComparer.Ordinal)
                .MaxBy(equal => equal.Count())!.First().Index;
    }
}
