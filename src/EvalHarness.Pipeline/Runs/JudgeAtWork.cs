using EvalHarness.Judging;
using EvalHarness.Pipeline.Judging;

namespace EvalHarness.Pipeline.Runs;

/// <summary>
/// A judge that is ready to be asked. It is asked no more once its endpoint has failed many times in a row: what it
/// did not say stays unscored. Thread-safe.
/// </summary>
/// <param name="plan">The judge as planned.</param>
/// <param name="judge">Gives its verdicts; of a master the blind ones.</param>
/// <param name="master">Gives its reviews; <c>null</c> in the first layer.</param>
internal sealed class JudgeAtWork(PlannedJudge plan, IJudge judge, MasterJudge? master)
{
    private const int ManyFailures = 20;

    private int _failuresInRow;

    /// <summary>The judge as planned.</summary>
    public PlannedJudge Plan => plan;

    /// <summary>It still answers.</summary>
    public bool IsAlive => Volatile.Read(ref _failuresInRow) < ManyFailures;

    /// <summary>Judges one text.</summary>
    public async Task<Verdict> JudgeAsync(JudgingRequest request)
    {
        Verdict verdict = await judge.JudgeAsync(request, CancellationToken.None);
        Count(verdict);
        return verdict with { Judge = plan.Name, Layer = plan.Layer };
    }

    /// <summary>Reviews what the panel said of one text.</summary>
    public async Task<MasterReview> ReviewAsync(JudgingRequest request, IReadOnlyList<Verdict> panel)
    {
        MasterReview review = await master!.ReviewAsync(request, panel, CancellationToken.None);
        Count(review.Blind);
        return review with { Blind = review.Blind with { Judge = plan.Name, Layer = plan.Layer } };
    }

    /// <summary>The answer failed for a reason that may pass: it is asked again when the run is continued.</summary>
    public static bool MayPass(Verdict verdict) => verdict.Failure is JudgingFailure.Http or JudgingFailure.Timeout;

    private void Count(Verdict verdict)
    {
        if (MayPass(verdict))
        {
            Interlocked.Increment(ref _failuresInRow);
        }
        else
        {
            Volatile.Write(ref _failuresInRow, 0);
        }
    }
}
