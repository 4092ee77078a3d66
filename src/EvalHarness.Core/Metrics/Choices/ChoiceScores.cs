using System.Text;

namespace EvalHarness.Metrics.Choices;

/// <summary>What one document of multiple choice scores, by lm-evaluation-harness's formulas and the margin.</summary>
public sealed record ChoiceScores
{
    private ChoiceScores(ChoiceSet set) => Set = set;

    /// <summary>What was scored.</summary>
    public ChoiceSet Set { get; }

    /// <summary>
    /// Place of the likeliest choice: the first of equal ones, and, as numpy's argmax has it, the first that is not a
    /// number.
    /// </summary>
    public required int Prediction { get; init; }

    /// <summary>Whether the likeliest choice is right; 0 or 1.</summary>
    public required double Accuracy { get; init; }

    /// <summary>
    /// The same after division of each log-likelihood by the number of code points of its choice; 0 or 1. An empty
    /// choice becomes −∞, or, with a log-likelihood of 0, not a number.
    /// </summary>
    public required double AccuracyByLength { get; init; }

    /// <summary>The same after division by the number of UTF-8 bytes; 0 or 1.</summary>
    public required double AccuracyByBytes { get; init; }

    /// <summary>
    /// The same after subtraction of the log-likelihoods without the question; 0 or 1, <c>null</c> without those.
    /// </summary>
    public double? AccuracyOfMutualInformation { get; init; }

    /// <summary>Whether a right choice is what greedy decoding would write; 0 or 1, <c>null</c> when unknown.</summary>
    public double? ExactMatch { get; init; }

    /// <summary>(choices) Softmax of the log-likelihoods.</summary>
    public required IReadOnlyList<double> Probabilities { get; init; }

    /// <summary>
    /// Σ (pᵢ − 1 for the right choice, else pᵢ)² over the choices, 0 to 2; not a number where no probability is
    /// defined,
    /// <c>null</c> where not one choice alone is right.
    /// </summary>
    public double? Brier { get; init; }

    /// <summary>
    /// Log-likelihood of the likeliest right choice minus that of the likeliest wrong one, in nats; infinite or not a
    /// number where those are, <c>null</c> where there is no right or no wrong choice.
    /// </summary>
    public double? Margin { get; init; }

    /// <summary>Scores one document.</summary>
    /// <param name="set">At least one choice, and as many log-likelihoods.</param>
    /// <exception cref="ArgumentException">The lists differ in length, or there is no choice.</exception>
    public static ChoiceScores From(ChoiceSet set)
    {
        ArgumentNullException.ThrowIfNull(set);
        int count = set.Choices.Count;
        if (count == 0 || set.LogLikelihoods.Count != count || (set.IsGreedy ?? [.. new bool[count]]).Count != count
            || (set.Unconditional ?? set.LogLikelihoods).Count != count)
        {
            throw new ArgumentException("Every choice has one log-likelihood of each kind.", nameof(set));
        }

        double[] sums = [.. set.LogLikelihoods];
        double[] probabilities = Softmax(sums);
        int prediction = Largest(sums);
        return new(set)
        {
            Prediction = prediction,
            Accuracy = IsRight(set, prediction),
            AccuracyByLength = IsRight(set, Largest(Divide(sums, set.Choices, CodePoints))),
            AccuracyByBytes = IsRight(set, Largest(Divide(sums, set.Choices, Encoding.UTF8.GetByteCount))),
            AccuracyOfMutualInformation = set.Unconditional is { } alone
                ? IsRight(set, Largest([.. sums.Zip(alone, (given, without) => given - without)]))
                : null,
            ExactMatch = set.IsGreedy is { } greedy ? set.Golds.Max(gold => IsGreedy(greedy, gold)) : null,
            Probabilities = probabilities,
            Brier = BrierOf(set, probabilities),
            Margin = MarginOf(set),
        };
    }

    /// <summary>The value of a metric by lm-evaluation-harness's name; <c>null</c> where it has none.</summary>
    /// <param name="metric">One of <see cref="ChoiceMetrics.Names"/>; <c>mcc</c> and <c>f1</c> have no value of one
    /// document.</param>
    public double? Find(string metric) => metric switch
    {
        ChoiceMetrics.Accuracy => Accuracy,
        ChoiceMetrics.AccuracyByLength => AccuracyByLength,
        ChoiceMetrics.AccuracyByBytes => AccuracyByBytes,
        ChoiceMetrics.AccuracyOfMutualInformation => AccuracyOfMutualInformation,
        ChoiceMetrics.ExactMatch => ExactMatch,
        ChoiceMetrics.Brier => Brier,
        ChoiceMetrics.Margin => Margin,
        _ => null,
    };

    private static double IsRight(ChoiceSet set, int prediction) => set.Golds.Contains(prediction) ? 1 : 0;

    private static double IsGreedy(IReadOnlyList<bool> greedy, int gold) =>
        PlaceOf(gold, greedy.Count) is { } place && greedy[place] ? 1 : 0;

    // Python's index: a negative one counts from the end.
    private static int? PlaceOf(int gold, int count)
    {
        int place = gold < 0 ? gold + count : gold;
        return gold != ChoiceGold.None && place >= 0 && place < count ? place : null;
    }

    private static double[] Divide(double[] sums, IReadOnlyList<string> choices, Func<string, int> lengthOf) =>
        [.. sums.Zip(choices, (sum, choice) => sum / lengthOf(choice))];

    // Half a surrogate pair is one code point too.
    private static int CodePoints(string text)
    {
        int count = 0;
        for (int i = 0; i < text.Length; i++)
        {
            i += char.IsSurrogatePair(text, i) ? 1 : 0;
            count++;
        }

        return count;
    }

    private static int Largest(double[] values)
    {
        int best = 0;
        for (int i = 0; i < values.Length; i++)
        {
            if (double.IsNaN(values[i]))
            {
                return i;
            }

            best = values[i] > values[best] ? i : best;
        }

        return best;
    }

    private static double[] Softmax(double[] sums)
    {
        double highest = sums.Max();
        double[] weights = [.. sums.Select(sum => Math.Exp(sum - highest))];
        double total = weights.Sum();
        return [.. weights.Select(weight => weight / total)];
    }

    private static double? BrierOf(ChoiceSet set, double[] probabilities)
    {
        bool isOne = !set.HasSeveralGolds && set.Golds.Count == 1;
        return isOne && PlaceOf(set.Golds[0], probabilities.Length) is { } right
            ? probabilities.Select((probability, i) => Math.Pow(probability - (i == right ? 1 : 0), 2)).Sum()
            : null;
    }

    private static double? MarginOf(ChoiceSet set)
    {
        double? right = null;
        double? wrong = null;
        for (int i = 0; i < set.LogLikelihoods.Count; i++)
        {
            ref double? side = ref set.Golds.Contains(i) ? ref right : ref wrong;
            side = side is { } best ? Math.Max(best, set.LogLikelihoods[i]) : set.LogLikelihoods[i];
        }

        return right - wrong;
    }
}
