using EvalHarness.Gating;
using EvalHarness.Pipeline.Configuration;
using EvalHarness.Pipeline.Runs.Planning;
using EvalHarness.Pipeline.Tasks.Scoring;
using EvalHarness.Reporting;
using EvalHarness.Statistics;

namespace EvalHarness.Pipeline.Runs.Estimating;

/// <summary>
/// Says what the gates of a plan could show: n ≈ ((z_{1−α}+z_.8)·SD/m)² + ln(1/α)·R/m samples for a margin m. The
/// spread
/// SD is each candidate's own in an earlier run of the same tasks, else a supposed one by kind of metric.
/// </summary>
/// <param name="configuration">Gates and judges.</param>
/// <param name="tasks">The checked tasks.</param>
internal sealed class GateEstimator(EvalConfiguration configuration, IReadOnlyList<PlannedTask> tasks)
{
    // Supposed where no earlier run tells: one answer in ten flips; scores of one range spread by a tenth of it;
    // one pair in ten moves by one grade; log-likelihoods spread by a tenth of a nat.
    private const double SupposedFlips = 0.1;
    private const double SupposedSpread = 0.1;

    /// <summary>Every gate, once for each candidate that an earlier run knows, else once.</summary>
    /// <param name="earlier">A report of an earlier run of the same tasks; <c>null</c> without one.</param>
    public IReadOnlyList<GateEstimate> Estimate(Report? earlier) =>
        [.. configuration.Gates.SelectMany(gate => Estimate(gate, earlier))];

    private IEnumerable<GateEstimate> Estimate(GateConfiguration gate, Report? earlier)
    {
        string[] name = gate.Metric.Split('/', 2);
        TaskSize task = tasks.First(task => task.Name == name[0]).KnownSize;
        GateScale scale = Scale(name[1], gate);
        Comparison[] seen =
        [
            .. (earlier?.Comparisons ?? []).Where(comparison => comparison.Metric == gate.Metric
                && comparison.StandardError is not null && configuration.Candidates.Contains(comparison.Candidate)),
        ];
        if (seen.Length == 0)
        {
            yield return Estimate(gate, task, scale, candidate: null, scale.Spread, scale.Basis);
        }

        foreach (Comparison comparison in seen)
        {
            // The standard error is by group; times √units it is the spread of a unit.
            double units = comparison.Pairs * task.Units / task.Samples;
            yield return Estimate(
                gate, task, scale, comparison.Candidate, comparison.StandardError!.Value * Math.Sqrt(units),
                $"assuming the spread seen in {earlier!.Run.Id}");
        }
    }

    private static GateEstimate Estimate(
        GateConfiguration gate, TaskSize task, GateScale scale, string? candidate, double spread, string basis)
    {
        // Score bounds of independent pass/fail samples pay nothing for losses of a kind that they have seen.
        double unseen = scale.IsPassFail && task.Units == task.Samples && spread > 0 ? 0 : scale.WorstLoss ?? 0;
        int? least = scale.WorstLoss is { } worst ? Power.LeastSamples(gate.MaxDrop, worst, gate.Confidence) : null;
        int? needed = Power.SamplesNeeded(spread, gate.MaxDrop, 0, unseen, gate.Confidence) is { } count
            ? Math.Max(count, least ?? 2)
            : null;
        double perUnit = task.Samples / task.Units;
        return new GateEstimate(
            gate.Metric,
            candidate,
            gate.MaxDrop,
            gate.Confidence,
            task.Samples,
            ToSamples(least),
            ToSamples(needed),
            Math.Max(
                Power.DetectableDrop(spread, task.Units, unseen, gate.Confidence),
                scale.WorstLoss is { } loss ? Power.LeastMargin(task.Units, loss, gate.Confidence) : 0),
            basis);

        int? ToSamples(int? units) =>
            units is { } found ? (int)Math.Min(int.MaxValue, Math.Ceiling(found * perUnit)) : null;
    }

    private GateScale Scale(string metric, GateConfiguration gate)
    {
        if (metric.StartsWith("judge:", StringComparison.Ordinal))
        {
            JudgeConfiguration judge = configuration.Judges[metric["judge:".Length..]];
            double drawn = configuration.Judging?.Fraction ?? 1;
            double range = judge.IsPairwise ? 1 : judge.Menu.Scores[^1] - judge.Menu.Scores[0];
            return new GateScale(
                range / drawn,
                Math.Sqrt(SupposedFlips / drawn),
                IsPassFail: false,
                FormattableString.Invariant($"assuming that {SupposedFlips:0%} of the pairs move by one grade"));
        }

        MetricDefinition? definition = CustomMetricConfiguration.NameOf(metric) is { } own
            ? configuration.CustomMetrics[own].ToDefinition(own) : TaskMetricDefinitions.FindOfOutputs(metric);
        double? worst = definition?.Range?.Width ?? gate.Cap;
        return definition?.IsPassFail == true
            ? new GateScale(
                worst,
                Math.Sqrt(SupposedFlips),
                IsPassFail: true,
                FormattableString.Invariant($"assuming that {SupposedFlips:0%} of the answers flip"))
            : new GateScale(
                worst,
                SupposedSpread * (definition?.Range?.Width ?? 1),
                IsPassFail: false,
                FormattableString.Invariant(
                    $"assuming a spread of {SupposedSpread * (definition?.Range?.Width ?? 1):0.##}"));
    }

    private readonly record struct GateScale(double? WorstLoss, double Spread, bool IsPassFail, string Basis);
}
