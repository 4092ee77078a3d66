using EvalHarness.Judging;
using EvalHarness.Pipeline.Models.Chain;
using EvalHarness.Pipeline.Runs.Planning;
using EvalHarness.Runs;

namespace EvalHarness.Pipeline.Runs.Judging;

/// <summary>
/// The judges of one task at work: each text goes to the panel and, where the panel's verdicts ask for it, to the
/// master. Every verdict is stored as it is given; what is stored is not asked again.
/// </summary>
/// <param name="store">Keeps the verdicts.</param>
/// <param name="runId">The run.</param>
/// <param name="task">The task.</param>
/// <param name="judges">Its judges by name.</param>
/// <param name="progress">Told of every text.</param>
internal sealed class JudgingSession(
    IRunStore store,
    string runId,
    JudgedTask task,
    IReadOnlyDictionary<string, JudgeAtWork> judges,
    IProgress<RunProgress> progress)
{
    private readonly Dictionary<(string JudgeId, VerdictPurpose, string SampleId, string Model, int Repeat), VerdictRow>
        _stored = [];

    private int _errors;
    private CancellationToken _cut;

    /// <summary>
    /// Judges every case, several at a time; what was begun gets a moment to finish when it is cancelled.
    /// </summary>
    /// <exception cref="JudgeFailedException">A judge's first verdicts all failed for one reason.</exception>
    public Task JudgeAsync(JudgingCases cases, string baseline, int concurrency, CancellationToken stop) =>
        JudgeAsync(cases.ReadAsync(stop), cases.Count, baseline, concurrency, stop);

    /// <summary>The same for cases that were chosen one by one.</summary>
    public async Task JudgeAsync(
        IAsyncEnumerable<JudgingCase> cases, int count, string baseline, int concurrency, CancellationToken stop)
    {
        await foreach (VerdictRow row in store.ReadVerdictsAsync(runId, task.Name, stop))
        {
            if (!JudgeAtWork.MayPass(row.Verdict))
            {
                // Only the scores matter from here on.
                _stored[Key(row.JudgeId, row.Purpose, row.Verdict)] =
                    row with { Verdict = row.Verdict with { RawText = "", Reasoning = "" } };
            }
        }

        int done = 0;
        using Grace grace = new(TimeProvider.System, stop);
        _cut = grace.Cut;
        Report(0, count);
        await Parallel.ForEachAsync(
            cases,
            new ParallelOptions { MaxDegreeOfParallelism = concurrency, CancellationToken = stop },
            async (one, _) =>
            {
                await JudgeAsync(one, baseline);
                if (one.Purpose is not (VerdictPurpose.Retest or VerdictPurpose.Identical))
                {
                    Report(Interlocked.Increment(ref done), count);
                }
            });
    }

    private async Task JudgeAsync(JudgingCase one, string baseline)
    {
        List<Verdict> panel = [];
        foreach (PlannedJudge judge in task.Panel.Where(judge => Applies(judge, one, baseline)))
        {
            if (await AskAsync(judges[judge.Name], one) is { } verdict)
            {
                panel.Add(verdict);
            }
        }

        // What has its grade without a judge needs no review.
        if (one.Request.Fault is null && task.Master is { } master && judges[master.Name] is { IsAlive: true } atWork
            && one.Purpose is VerdictPurpose.Sample or VerdictPurpose.Anchor or VerdictPurpose.Label)
        {
            Verdict[] reviewed = [.. panel.Where(verdict => task.Reviewed.Any(judge => judge.Name == verdict.Judge))];
            double passFrom = task.Reviewed.First().Configuration.PassMark;
            IReadOnlyList<string> reasons = task.Escalation.Met(panel, passFrom, task.Judging.Seed);
            if (reviewed.Length > 0 && reasons.Count > 0)
            {
                await ReviewAsync(atWork, one, reviewed, reasons);
            }
        }
    }

    private static bool Applies(PlannedJudge judge, JudgingCase one, string baseline) =>
        one.Only is { } name
            ? judge.Name == name
            : (judge.IsPairwise
                ? one.Request.BaselineOutput is not null && one.Request.Model != baseline
                : one.Purpose != VerdictPurpose.Anchor || one.Request.BaselineOutput is null);

    private async Task<Verdict?> AskAsync(JudgeAtWork judge, JudgingCase one)
    {
        Verdict asked = Verdict.From(judge.Plan.Name, one.Request);
        if (_stored.TryGetValue(Key(judge.Plan.Id, one.Purpose, asked), out VerdictRow? known))
        {
            return known.Verdict;
        }

        if (!judge.IsAlive)
        {
            return null;
        }

        Verdict verdict = judge.Plan.Knows(one)
            ? asked with { AbstainReason = "it was shown this sample as an example" }
            : await judge.JudgeAsync(one.Request, _cut);
        await SaveAsync(judge, one, new VerdictRow
        {
            Task = task.Name,
            JudgeId = judge.Plan.Id,
            Purpose = one.Purpose,
            Verdict = verdict,
            TextKey = OutputKey.From(one.Request.Output),
        });
        return verdict;
    }

    private async Task ReviewAsync(
        JudgeAtWork master, JudgingCase one, Verdict[] panel, IReadOnlyList<string> reasons)
    {
        if (_stored.ContainsKey(Key(master.Plan.Id, one.Purpose, panel[0])))
        {
            return;
        }

        MasterReview review = await master.ReviewAsync(one.Request, panel, _cut);
        await SaveAsync(master, one, new VerdictRow
        {
            Task = task.Name,
            JudgeId = master.Plan.Id,
            Purpose = one.Purpose,
            Verdict = review.Blind,
            TextKey = OutputKey.From(one.Request.Output),
            Review = review,
            EscalatedFor = reasons,
        });
    }

    private async Task SaveAsync(JudgeAtWork judge, JudgingCase one, VerdictRow row)
    {
        if (row.Verdict.Failure is not null)
        {
            Interlocked.Increment(ref _errors);
        }

        await store.AppendAsync(
            runId,
            row with
            {
                Known = one.Known,
                Length = one.Request.Output.Length,
                Verdict = row.Verdict with { Layer = judge.Plan.Layer },
            },
            CancellationToken.None);
        judge.ThrowIfHopeless();
    }

    private static (string, VerdictPurpose, string, string, int) Key(
        string judgeId, VerdictPurpose purpose, Verdict verdict) =>
        (judgeId, purpose, verdict.SampleId, verdict.Model, verdict.Repeat);

    private void Report(int done, int total) => progress.Report(new RunProgress(
        runId,
        string.Join('+', task.Judges.Select(judge => judge.Name)),
        $"judging {task.Name}",
        done,
        total,
        _errors)
    {
        ErrorWord = "without a verdict",
    });
}
