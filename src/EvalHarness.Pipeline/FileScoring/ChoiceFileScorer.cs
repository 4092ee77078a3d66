using EvalHarness.Metrics.Choices;
using EvalHarness.Statistics;

namespace EvalHarness.Pipeline.FileScoring;

/// <summary>
/// Scores the log-likelihoods of a file of multiple-choice documents, paired with another file or alone.
/// </summary>
public static class ChoiceFileScorer
{
    private const double Confidence = 0.95;

    /// <summary>
    /// Reads rows <c>{"id", "choices": […], "gold": index | [index…], "loglikelihoods": […], "unconditional"?: […],
    /// "is_greedy"?: […]}</c> and scores each.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="baseline">The baseline's file, paired by id; <c>null</c> for none.</param>
    /// <param name="resamples">Bootstrap replicates of the standard errors of <c>mcc</c> and <c>f1</c>.</param>
    /// <param name="cancellationToken">Cancels between rows.</param>
    /// <exception cref="InvalidInputException">A file is unreadable, empty or malformed, or the files do not fit
    /// together; names lines.</exception>
    public static ChoiceFileScores Score(
        string path, string? baseline, int resamples, CancellationToken cancellationToken)
    {
        IReadOnlyList<ChoiceRow> rows = ChoiceRowReader.Read(path, baseline is not null, cancellationToken);
        ChoiceSample[] samples = Score(rows);
        ChoiceFileScores scores = new(
            Aggregate(samples, resamples), samples,
            rows.Count(row => row.Set.Golds.Contains(ChoiceGold.None)));
        if (baseline is null)
        {
            return scores;
        }

        IReadOnlyList<ChoiceRow> others = ChoiceRowReader.Read(baseline, needsIds: true, cancellationToken);
        Dictionary<string, ChoiceSample> byId =
            Score(others).ToDictionary(sample => sample.Id, StringComparer.Ordinal);
        (ChoiceScores Own, ChoiceScores Other)[] pairs =
        [
            .. samples.Where(sample => byId.ContainsKey(sample.Id))
                .Select(sample => (sample.Scores, Paired(path, baseline, sample, byId[sample.Id]))),
        ];
        if (pairs.Length == 0)
        {
            throw new InvalidInputException(baseline, $"no id of {path}", "the same documents in both files");
        }

        return scores with
        {
            Baseline = Aggregate([.. byId.Values], resamples),
            Comparisons =
            [
                .. ChoiceMetrics.OfDocuments.Select(metric => Compare(metric, pairs))
                    .Where(comparison => comparison.Pairs > 0),
            ],
            Unpaired = samples.Length + byId.Count - (2 * pairs.Length),
        };
    }

    private static ChoiceSample[] Score(IEnumerable<ChoiceRow> rows) =>
        [.. rows.Select(row => new ChoiceSample(row.Id, ChoiceScores.From(row.Set)))];

    private static List<KeyValuePair<string, HarnessValue>> Aggregate(ChoiceSample[] samples, int resamples)
    {
        ChoiceScores[] scores = [.. samples.Select(sample => sample.Scores)];
        bool isMutual = scores.Any(score => score.Set.Unconditional is not null);
        bool isGreedy = scores.Any(score => score.Set.IsGreedy is not null);
        return
        [
            .. ChoiceMetrics.Names
                .Where(metric => (metric != ChoiceMetrics.AccuracyOfMutualInformation || isMutual)
                    && (metric != ChoiceMetrics.ExactMatch || isGreedy))
                .Select(metric => KeyValuePair.Create(metric, ChoiceMetrics.Aggregate(metric, scores, resamples))),
        ];
    }

    private static ChoiceScores Paired(string path, string baseline, ChoiceSample own, ChoiceSample other)
    {
        bool isSame = own.Scores.Set.Choices.SequenceEqual(other.Scores.Set.Choices, StringComparer.Ordinal)
            && own.Scores.Set.Golds.SequenceEqual(other.Scores.Set.Golds);
        return isSame ? other.Scores : throw new InvalidInputException(
            baseline, $"other choices or another right one for id {own.Id} than {path} has",
            "the same question in both files");
    }

    private static ChoiceComparison Compare(string metric, (ChoiceScores Own, ChoiceScores Other)[] pairs)
    {
        double[] differences =
        [
            .. pairs.Select(pair => pair.Own.Find(metric) - pair.Other.Find(metric)).OfType<double>()
                .Where(double.IsFinite),
        ];
        return new(
            metric, differences.Length, differences.Length > 0 ? differences.Average() : null,
            PairedBootstrap.Mean(differences, new SeededRandom(0))?.Interval(Confidence));
    }
}
