using EvalHarness.Judging;
using EvalHarness.Pipeline.Judging;
using EvalHarness.Pipeline.Runs.Planning;

namespace EvalHarness.Pipeline.Runs.Judging;

/// <summary>
/// A judge that is ready to be asked. It is asked no more once its endpoint has failed many times in a row: what it
/// did not say stays unscored. Thread-safe.
/// </summary>
/// <param name="plan">The judge as planned.</param>
/// <param name="judge">Gives its verdicts; of a master its reviews.</param>
internal sealed class JudgeAtWork(PlannedJudge plan, IHostedJudge judge)
{
    private const int ManyFailures = 20;
    private const int FirstVerdicts = 10;

    private readonly Lock _lock = new();
    private int _failuresInRow;
    private int _asked;
    private Verdict? _first;
    private bool _allFailAlike = true;

    /// <summary>The judge as planned.</summary>
    public PlannedJudge Plan => plan;

    /// <summary>It still answers.</summary>
    public bool IsAlive => Volatile.Read(ref _failuresInRow) < ManyFailures;

    /// <summary>Judges one text.</summary>
    /// <param name="request">The text.</param>
    /// <param name="cut">Cuts the call: the text is judged when the run is continued.</param>
    public async Task<Verdict> JudgeAsync(JudgingRequest request, CancellationToken cut)
    {
        Verdict verdict = await judge.JudgeAsync(request, cut);
        Count(verdict);
        return verdict with { Judge = plan.Name, Layer = plan.Layer };
    }

    /// <summary>Reviews what the panel said of one text.</summary>
    /// <param name="request">The text.</param>
    /// <param name="panel">What the panel said of it.</param>
    /// <param name="cut">Cuts the call: the text is judged when the run is continued.</param>
    public async Task<MasterReview> ReviewAsync(
        JudgingRequest request, IReadOnlyList<Verdict> panel, CancellationToken cut)
    {
        MasterReview review = await judge.ReviewAsync(request, panel, cut);
        Count(review.Blind);
        return review with { Blind = review.Blind with { Judge = plan.Name, Layer = plan.Layer } };
    }

    /// <summary>The answer failed for a reason that may pass: it is asked again when the run is continued.</summary>
    public static bool MayPass(Verdict verdict) => verdict.Failure
        is JudgingFailure.Http or JudgingFailure.Timeout or JudgingFailure.Failed;

    /// <summary>Ends the judging when the first verdicts all failed for one reason.</summary>
    /// <exception cref="JudgeFailedException">They did.</exception>
    public void ThrowIfHopeless()
    {
        lock (_lock)
        {
            if (_asked >= FirstVerdicts && _allFailAlike && _first is { Failure: { } failure })
            {
                throw new JudgeFailedException(
                    plan.Name, FirstVerdicts, Reason(failure, _first.Message), Fix(failure));
            }
        }
    }

    private static string Reason(JudgingFailure failure, string? said)
    {
        string reason = string.IsNullOrWhiteSpace(said) ? Verdict.NameOf(failure) : said.Trim();
        return reason.EndsWith('.') ? reason : reason + ".";
    }

    private static string Fix(JudgingFailure failure) => failure switch
    {
        JudgingFailure.Timeout => "Give its calls more time (\"timeoutSeconds\" of the judge), or it less to do.",
        JudgingFailure.Http => "Fix the endpoint of its model, then resume.",
        JudgingFailure.Failed => "Fix its code, then resume.",
        JudgingFailure.Truncated => "Let it write more: \"max_tokens\" in the prompt's execution settings.",
        JudgingFailure.Refusal => "Use another model as the judge.",
        _ => "Read its responses, then fix its prompt or use another model.",
    };

    // Only whether all of the first ones fail alike is of interest: a judge that has given one verdict works.
    private void CountFirst(Verdict verdict)
    {
        lock (_lock)
        {
            _first ??= verdict;
            _allFailAlike &= verdict.Failure is { } failure && failure == _first.Failure;
            _asked++;
        }
    }

    private void Count(Verdict verdict)
    {
        CountFirst(verdict);
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
