using EvalHarness.Judging;

namespace EvalHarness.Pipeline.Analysis;

/// <summary>How well each layer finds what is bad among labelled texts, and what it costs.</summary>
internal static class LayerMeasurement
{
    /// <summary>The layers of one task; empty for judges of pairs alone.</summary>
    /// <param name="task">The task.</param>
    /// <param name="run">The run.</param>
    /// <param name="judges">The task's judges.</param>
    /// <param name="verdicts">Their verdicts.</param>
    public static IEnumerable<LayerQuality> From(
        string task, string run, IReadOnlyList<StoredJudge> judges, StoredVerdicts verdicts)
    {
        StoredJudge? master = judges.FirstOrDefault(judge => judge.Layer > 1);
        StoredJudge[] panel = master is null
            ? [.. judges.Where(judge => !judge.IsPairwise)]
            : [.. verdicts.Reviewed(master)];
        if (panel.Length == 0)
        {
            yield break;
        }

        yield return Measure(task, run, 1, panel, panel, verdicts, reviewer: null);
        if (master is not null)
        {
            yield return Measure(task, run, 2, [master], panel, verdicts, master);
        }
    }

    private static LayerQuality Measure(
        string task,
        string run,
        int layer,
        StoredJudge[] judges,
        StoredJudge[] panel,
        StoredVerdicts verdicts,
        StoredJudge? reviewer)
    {
        double pass = panel[0].Configuration.PassMark;
        VerdictRow[] rows = [.. judges.SelectMany(judge => verdicts.Of(run, judge))];
        JudgingCost cost = JudgingCost.From(rows);
        (double Known, double? Score)[] known =
        [
            .. panel.SelectMany(judge => verdicts.Of(run, judge))
                .Where(row => row.Known is not null)
                .DistinctBy(row => (row.Purpose, row.Verdict.SampleId, row.TextKey))
                .Select(row => (row.Known!.Value, verdicts.Standing(
                    run, panel, reviewer, row.Purpose, row.Verdict.SampleId, row.TextKey).Value)),
        ];
        return new LayerQuality(
            task,
            layer,
            [.. judges.Select(judge => judge.Name)],
            known.Length,
            Proportion.From(known.Where(item => item.Known < pass), item => item.Score < pass),
            Proportion.From(known.Where(item => item.Score < pass), item => item.Known < pass),
            known.Count(item => item.Score is null),
            rows.Where(row => row.Purpose == VerdictPurpose.Sample)
                .SelectMany(row => row.EscalatedFor)
                .GroupBy(reason => reason, StringComparer.Ordinal)
                .OrderBy(reason => reason.Key, StringComparer.Ordinal)
                .ToDictionary(reason => reason.Key, reason => reason.Count()),
            rows.Where(row => row.Purpose == VerdictPurpose.Sample)
                .DistinctBy(row => (row.Verdict.SampleId, row.TextKey)).Count(),
            cost.Calls,
            cost.Tokens);
    }
}
