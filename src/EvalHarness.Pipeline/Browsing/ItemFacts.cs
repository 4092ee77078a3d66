using System.Globalization;
using EvalHarness.Fidelity;
using EvalHarness.Judging;
using EvalHarness.Pipeline.Analysis;
using EvalHarness.Pipeline.Configuration;
using EvalHarness.Runs;

namespace EvalHarness.Pipeline.Browsing;

/// <summary>What an index keeps of one candidate's output beside the baseline's.</summary>
/// <param name="task">The task.</param>
/// <param name="metrics">The run's metrics.</param>
/// <param name="definitions">Those of the task by name, the judges' among them.</param>
/// <param name="judges">The task's judges.</param>
/// <param name="margins">Tolerated drop of each gated metric of the task, by metric.</param>
internal sealed class ItemFacts(
    string task,
    IReadOnlyList<ItemMetric> metrics,
    IReadOnlyDictionary<string, MetricDefinition> definitions,
    IReadOnlyList<StoredJudge> judges,
    IReadOnlyDictionary<string, double> margins)
{
    /// <summary>The task.</summary>
    public string Task => task;

    /// <summary>The row of an item from <c>text_key</c> on, in the order of <see cref="ItemSchema.Columns"/>.</summary>
    /// <param name="sample">The sample.</param>
    /// <param name="baseline">The baseline's output; <c>null</c> when it has not answered.</param>
    /// <param name="candidate">The candidate's output; <c>null</c> when it has not answered.</param>
    /// <param name="verdicts">Verdicts on the sample's outputs.</param>
    public IEnumerable<object?> Row(
        SampleRow sample, OutputRow? baseline, OutputRow? candidate, IReadOnlyList<VerdictRow> verdicts)
    {
        string? baselineKey = KeyOf(baseline);
        string? key = KeyOf(candidate);
        VerdictRow[] own =
        [
            .. verdicts.Where(row =>
                row.TextKey == key && row.Purpose is VerdictPurpose.Sample or VerdictPurpose.Label),
        ];
        (double? Baseline, double? Candidate)[] scores =
        [
            .. metrics.Select(metric => (
                Value(metric, baseline, baselineKey, verdicts), Value(metric, candidate, key, verdicts))),
        ];
        double?[] changes = [.. metrics.Select((metric, at) => Change(metric, scores[at]))];
        bool isRanking = candidate?.Output.Ranking is not null;
        return
        [
            key is null ? null : Short(key),
            key is null || baselineKey is null || isRanking ? null : key == baselineKey ? 0 : 1,
            Flip(scores),
            Loss(changes),
            Is(candidate is { Output: { Error: null, Ranking: null } output } && ScoreFaults.IsBlank(output.Text)),
            Is(candidate?.Output.FinishReason == ScoreFaults.LengthReason),
            Is(candidate?.Output.Error is not null),
            Is(candidate is null),
            Is(IsUnscored(baseline) || IsUnscored(candidate) || own.Any(row => row.Verdict.Score is null)),
            Is(own.Length > 0),
            Is(own.Any(row => row.Verdict.Layer > 1 || row.EscalatedFor.Count > 0)),
            Is(Disagree(own)),
            Is(own.Any(row => row.Review is { NeedsHuman: true })),
            candidate?.Output.Text.Length,
            sample.Prompt.Length,
            .. metrics.SelectMany((_, at) => new object?[] { scores[at].Candidate, scores[at].Baseline, changes[at] }),
        ];
    }

    /// <summary>The key of a text as an index writes it: the first 63 bits of <see cref="OutputKey"/>.</summary>
    public static long Short(string textKey) =>
        (long)(ulong.Parse(textKey.AsSpan(0, 16), NumberStyles.HexNumber, CultureInfo.InvariantCulture) >> 1);

    private double? Value(
        ItemMetric metric, OutputRow? output, string? key, IReadOnlyList<VerdictRow> verdicts) =>
        judges.FirstOrDefault(judge => judge.Metric.Name == metric.Name) is { } judge
            ? key is null ? null : Grade(judge, key, verdicts)
            : output?.Scores.LastOrDefault(score => score.Metric == metric.Name)?.Value;

    // As reports have it: a first layer's own score, and what stands after the review in a later layer.
    private double? Grade(StoredJudge judge, string key, IReadOnlyList<VerdictRow> verdicts)
    {
        if (judge.Layer == 1)
        {
            return Find(judge, key, verdicts)?.Verdict.Score;
        }

        VerdictRow[] panel =
        [
            .. judges.Where(member => member.Layer == 1 && member.IsPairwise == judge.IsPairwise)
                .Select(member => Find(member, key, verdicts)).OfType<VerdictRow>(),
        ];
        return panel.Length == 0 ? null : Consensus.From(
            panel[0].Verdict.SampleId, judge.Metric.Name, [.. panel.Select(row => row.Verdict)],
            Find(judge, key, verdicts)?.Review).Value;
    }

    private static VerdictRow? Find(StoredJudge judge, string key, IReadOnlyList<VerdictRow> verdicts) =>
        verdicts.LastOrDefault(row =>
            row.JudgeId == judge.Id && row.TextKey == key && row.Purpose == VerdictPurpose.Sample);

    // A preference is a comparison already: nothing stands against it.
    private double? Change(ItemMetric metric, (double? Baseline, double? Candidate) scores) =>
        judges.FirstOrDefault(judge => judge.Metric.Name == metric.Name) is { IsPairwise: true } ? scores.Candidate
        : metric.HigherIsBetter ? scores.Candidate - scores.Baseline
        : scores.Baseline - scores.Candidate;

    private int Flip((double? Baseline, double? Candidate)[] scores)
    {
        double[] flips =
        [
            .. metrics.Select((metric, at) =>
                definitions.GetValueOrDefault(metric.Name) is { IsPassFail: true }
                    ? scores[at].Candidate - scores[at].Baseline
                    : null).OfType<double>(),
        ];
        return flips.Any(flip => flip < 0) ? -1 : flips.Any(flip => flip > 0) ? 1 : 0;
    }

    private double? Loss(double?[] changes)
    {
        double[] losses =
        [
            .. metrics.Select((metric, at) => margins.TryGetValue(metric.Name, out double margin)
                ? Math.Max(0, -changes[at] / margin ?? double.NaN)
                : double.NaN).Where(double.IsFinite),
        ];
        return losses.Length == 0 ? null : losses.Max();
    }

    private static bool IsUnscored(OutputRow? output) => output?.Scores.Any(score => score.Value is null) == true;

    private static bool Disagree(VerdictRow[] own) =>
        own.Where(row => row.Verdict is { Layer: 1, Score: not null }).DistinctBy(row => row.Verdict.Score).Count() > 1
        || own.Any(row => row.Verdict.OrderFlip == true || row.Review?.Action == ReviewAction.Overturn);

    private static string? KeyOf(OutputRow? output) =>
        output is { Output.Error: null } ? OutputKey.From(output.Output.Text) : null;

    private static int Is(bool holds) => holds ? 1 : 0;

    /// <summary>What the facts of every task of a run are made with.</summary>
    /// <param name="configuration">The run's configuration.</param>
    /// <param name="judges">The run's judges.</param>
    /// <param name="task">The task.</param>
    /// <param name="metrics">The run's metrics.</param>
    public static ItemFacts Create(
        EvalConfiguration configuration,
        IReadOnlyList<StoredJudge> judges,
        string task,
        IReadOnlyList<ItemMetric> metrics)
    {
        StoredJudge[] own = [.. judges.Where(judge => judge.Configuration.Task == task)];
        IEnumerable<MetricDefinition> definitions =
            ItemMetrics.Of(configuration, configuration.Tasks[task]).Concat(OutputFidelity.Metrics)
                .Concat(own.Select(judge => judge.Metric));
        return new(
            task,
            metrics,
            definitions.DistinctBy(metric => metric.Name).ToDictionary(metric => metric.Name, StringComparer.Ordinal),
            own,
            configuration.Gates.Where(gate => gate.Metric.StartsWith(task + "/", StringComparison.Ordinal))
                .GroupBy(gate => gate.Metric[(task.Length + 1)..], StringComparer.Ordinal)
                .ToDictionary(gate => gate.Key, gate => gate.Min(rule => rule.MaxDrop), StringComparer.Ordinal));
    }
}
