using System.Diagnostics;
using EvalHarness.Judging;
using EvalHarness.Pipeline.Models.Chain;
using EvalHarness.Pipeline.Models.Endpoints;

namespace EvalHarness.Pipeline.Judging;

/// <summary>
/// A judge that the user wrote: what it throws, and what takes it too long, is an output without a score. It is not
/// told which model wrote the output.
/// </summary>
/// <param name="name">Name of the judge.</param>
/// <param name="menu">Its grades.</param>
/// <param name="inner">The judge.</param>
/// <param name="limit">Longest time for one output.</param>
/// <param name="redact">Takes values from the environment out of a message.</param>
internal sealed class GuardedJudge(
    string name, VerdictMenu menu, IJudge inner, TimeSpan limit, Func<string, string> redact) : IJudge
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public VerdictMenu Menu => menu;

    /// <inheritdoc/>
    public async Task<Verdict> JudgeAsync(JudgingRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        Verdict asked = Verdict.From(name, request);
        long started = Stopwatch.GetTimestamp();
        using CancellationTokenSource late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        late.CancelAfter(limit);
        Verdict verdict;
        try
        {
            verdict = CustomVerdict.Check(
                asked,
                await Task.Run(() => inner.JudgeAsync(request with { Model = "" }, late.Token), late.Token)
                    .WaitAsync(late.Token),
                menu);
        }
        catch (Exception failure) when (failure is not (StoppedException or InvalidInputException)
            && !cancellationToken.IsCancellationRequested)
        {
            verdict = late.IsCancellationRequested || failure is EndpointException { IsTimeout: true }
                ? asked.Unscored(JudgingFailure.Timeout, FormattableString.Invariant(
                    $"The judge gave no verdict within {limit.TotalSeconds:0.###} s."))
                : asked.Unscored(JudgingFailure.Failed, $"The judge failed: {redact(failure.Message)}");
        }

        return verdict with
        {
            Usage = verdict.Usage with
            {
                LatencyMs = verdict.Usage.LatencyMs ?? Stopwatch.GetElapsedTime(started).TotalMilliseconds,
            },
        };
    }
}
