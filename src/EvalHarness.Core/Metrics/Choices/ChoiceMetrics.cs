using EvalHarness.Metrics.Labels;
using EvalHarness.Statistics;

namespace EvalHarness.Metrics.Choices;

/// <summary>The metrics of multiple choice over all documents of a task.</summary>
public static class ChoiceMetrics
{
    internal const string Accuracy = "acc";
    internal const string AccuracyByLength = "acc_norm";
    internal const string AccuracyByBytes = "acc_bytes";

    /// <summary>Accuracy of log-likelihoods less those without the question.</summary>
    public const string AccuracyOfMutualInformation = "acc_mutual_info";

    /// <summary>Whether the right choice is what greedy decoding would write.</summary>
    public const string ExactMatch = "exact_match";

    internal const string Brier = "brier_score";
    internal const string Correlation = "mcc";
    internal const string F1 = "f1";
    internal const string Margin = "margin";

    /// <summary>lm-evaluation-harness's names, and <c>margin</c>, which it has not.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        Accuracy, AccuracyByLength, AccuracyByBytes, AccuracyOfMutualInformation, ExactMatch, Brier, Correlation, F1,
        Margin,
    ];

    /// <summary>Those that have a value of each document.</summary>
    public static IReadOnlyList<string> OfDocuments { get; } =
        [.. Names.Where(name => name is not (Correlation or F1))];

    /// <summary>A metric's value and standard error over documents.</summary>
    /// <param name="metric">One of <see cref="Names"/>.</param>
    /// <param name="documents">At least one.</param>
    /// <param name="resamples">Bootstrap replicates for the standard error of <c>mcc</c> and <c>f1</c>.</param>
    /// <returns>Documents without a margin are left out of its mean; any other metric has no value unless every
    /// document has.</returns>
    public static HarnessValue Aggregate(
        string metric, IReadOnlyList<ChoiceScores> documents, int resamples = HarnessErrors.DefaultResamples)
    {
        ArgumentNullException.ThrowIfNull(documents);
        ArgumentOutOfRangeException.ThrowIfZero(documents.Count, nameof(documents));
        return metric switch
        {
            Correlation or F1 => OfLabels(metric, documents, resamples),
            Brier when documents.Any(document => document.Set.Choices.Count != documents[0].Set.Choices.Count) =>
                HarnessValue.Undefined("it needs the same number of choices in every document"),
            _ => Mean(metric, [.. documents.Select(document => document.Find(metric))]),
        };
    }

    private static HarnessValue Mean(string metric, double?[] found)
    {
        double[] values = [.. found.OfType<double>()];
        return values.Length < found.Length && (metric != Margin || values.Length == 0)
            ? HarnessValue.Undefined(Lack(metric))
            : new(values.Sum() / values.Length, metric == Brier ? null : HarnessErrors.OfMean(values));
    }

    private static string Lack(string metric) => metric switch
    {
        AccuracyOfMutualInformation => "a document lacks the log-likelihoods without its question",
        ExactMatch => "a document does not say which choices are greedy",
        Brier => "it needs one right choice in every document",
        Margin => "no document has both a right and a wrong choice",
        _ => "there is no such metric of multiple choice",
    };

    private static HarnessValue OfLabels(string metric, IReadOnlyList<ChoiceScores> documents, int resamples) =>
        documents.Any(document => document.Set.HasSeveralGolds)
            ? HarnessValue.Undefined("it needs one right choice in every document")
            : LabelAggregation.Aggregate(
                metric, [.. documents.Select(document => (document.Set.Golds[0], document.Prediction))], resamples);
}
