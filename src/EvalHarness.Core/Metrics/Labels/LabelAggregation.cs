using EvalHarness.Statistics;

namespace EvalHarness.Metrics.Labels;

/// <summary>
/// F1 and Matthews' correlation of numbered labels, with their standard errors, as lm-evaluation-harness takes them
/// from scikit-learn.
/// </summary>
public static class LabelAggregation
{
    /// <summary>A value over pairs of labels.</summary>
    /// <param name="aggregation"><c>f1</c>: F1 of the label 1 against one other. <c>mcc</c> or
    /// <c>matthews_corrcoef</c>: of any number of classes, 0 where either side has one class.</param>
    /// <param name="pairs">At least one.</param>
    /// <param name="resamples">Bootstrap replicates of the standard error.</param>
    public static HarnessValue Aggregate(
        string aggregation,
        IReadOnlyList<(int Gold, int Prediction)> pairs,
        int resamples = HarnessErrors.DefaultResamples)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        ArgumentOutOfRangeException.ThrowIfZero(pairs.Count, nameof(pairs));
        int[] labels = [.. pairs.SelectMany(pair => new[] { pair.Gold, pair.Prediction }).Distinct().Order()];
        int[] golds = [.. pairs.Select(pair => Array.BinarySearch(labels, pair.Gold))];
        int[] predictions = [.. pairs.Select(pair => Array.BinarySearch(labels, pair.Prediction))];
        (bool, bool)[] positive = [.. pairs.Select(pair => (pair.Gold == 1, pair.Prediction == 1))];
        int[] all = [.. Enumerable.Range(0, golds.Length)];
        return aggregation switch
        {
            "f1" => labels.Length > 2 || (labels.Length == 2 && !labels.Contains(1))
                ? HarnessValue.Undefined("it needs two labels, of which 1 is the positive one")
                : Estimate(places => BinaryF1.Of(positive, places)),
            "mcc" or "matthews_corrcoef" => Estimate(
                places => Correlation(golds, predictions, labels.Length, places)),
            _ => HarnessValue.Undefined("there is no such aggregation of labels"),
        };

        HarnessValue Estimate(Func<ReadOnlySpan<int>, double> statistic) =>
            new(statistic(all), HarnessErrors.Bootstrap(golds.Length, statistic, resamples));
    }

    private static double Correlation(int[] golds, int[] predictions, int labels, ReadOnlySpan<int> places)
    {
        LabelConfusion confusion = new(labels);
        foreach (int place in places)
        {
            confusion.Add(golds[place], predictions[place]);
        }

        return confusion.Correlation ?? 0;
    }
}
