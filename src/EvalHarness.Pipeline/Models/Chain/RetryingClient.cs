using EvalHarness.Pipeline.Models.Endpoints;
using Microsoft.Extensions.AI;
using Polly;
using Polly.CircuitBreaker;

namespace EvalHarness.Pipeline.Models.Chain;

/// <summary>
/// Repeats calls that may succeed later: exponential waits with jitter, never sooner than the endpoint asks for. An
/// endpoint that fails nearly always is left alone for a while. Whatever ends the tries, the last reason is said.
/// </summary>
internal sealed class RetryingClient : WholeAnswerClient
{
    private const double BackOff = 2;

    private static readonly TimeSpan s_longestDelay = TimeSpan.FromSeconds(30);

    // Timers may fire a little early, and an early repetition is refused again.
    private static readonly TimeSpan s_timerTolerance = TimeSpan.FromMilliseconds(20);

    // A wait that a user would wonder about.
    private static readonly TimeSpan s_noticedWait = TimeSpan.FromSeconds(10);

    private readonly ChainOptions _chain;
    private readonly ResiliencePipeline<ChatResponse> _breaker;
    private volatile EndpointException? _lastFailure;

    /// <summary>Closes the circuit breaker.</summary>
    public RetryingClient(IChatClient inner, ChainOptions chain)
        : base(inner)
    {
        _chain = chain;
        _breaker = new ResiliencePipelineBuilder<ChatResponse> { TimeProvider = chain.Time }
            .AddCircuitBreaker(Breaker()).Build();
    }

    /// <inheritdoc/>
    /// <exception cref="EndpointException">The last try failed, or the time was up.</exception>
    /// <exception cref="StoppedException">The work was stopped before another try.</exception>
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        IReadOnlyList<ChatMessage> prompt = [.. messages];
        long started = _chain.Time.GetTimestamp();
        using CancellationTokenSource total = new(_chain.TotalTimeout, _chain.Time);
        using CancellationTokenSource either =
            CancellationTokenSource.CreateLinkedTokenSource(total.Token, cancellationToken);
        EndpointException? last = null;
        for (int attempt = 1; ; attempt++)
        {
            _chain.ThrowIfStopped();
            try
            {
                return await TryAsync(prompt, options, either.Token);
            }
            catch (OperationCanceledException) when (IsOver(total, cancellationToken))
            {
                throw Late(last);
            }
            catch (EndpointException failure) when (failure.IsTransient && attempt < _chain.Attempts)
            {
                last = failure;
            }

            TimeSpan wait = WaitAfter(last, attempt);
            ThrowIfTooLong(last, wait, _chain.Time.GetElapsedTime(started));
            await WaitAsync(last, wait, total, cancellationToken);
        }
    }

    private async Task<ChatResponse> TryAsync(
        IReadOnlyList<ChatMessage> prompt, ChatOptions? options, CancellationToken cancellationToken)
    {
        try
        {
            return await _breaker.ExecuteAsync(
                async stop => await InnerClient.GetResponseAsync(prompt, options, stop), cancellationToken);
        }
        catch (EndpointException failure)
        {
            _lastFailure = failure;
            throw;
        }
        catch (BrokenCircuitException open)
        {
            string reason = _lastFailure is { } failure ? $" Last: {failure.Message}" : "";
            throw new EndpointException(
                "The endpoint failed too often and is left alone." + reason, isTransient: true,
                retryAfter: open.RetryAfter, inner: open);
        }
    }

    private TimeSpan WaitAfter(EndpointException failure, int attempt)
    {
        if (failure.RetryAfter is { } asked)
        {
            return asked + s_timerTolerance;
        }

        double mean = _chain.FirstDelay.TotalSeconds * Math.Pow(BackOff, attempt - 1);
        double jitter = 0.5 + Random.Shared.NextDouble();
        return TimeSpan.FromSeconds(Math.Min(mean * jitter, s_longestDelay.TotalSeconds));
    }

    // To wait for what comes too late would only hide the reason.
    private void ThrowIfTooLong(EndpointException failure, TimeSpan wait, TimeSpan elapsed)
    {
        if (failure.RetryAfter is { } asked && elapsed + wait > _chain.TotalTimeout)
        {
            string end = failure.Message.EndsWith('.') ? "" : ".";
            throw failure.With(failure.Message + end
                + FormattableString.Invariant($" It asks to wait {asked.TotalSeconds:0.###} s, and a call may take ")
                + FormattableString.Invariant(
                    $"{_chain.TotalTimeout.TotalSeconds:0.###} s with all its tries (\"totalTimeoutSeconds\")."));
        }
    }

    private async Task WaitAsync(
        EndpointException failure, TimeSpan wait, CancellationTokenSource total, CancellationToken cancellationToken)
    {
        if (failure.RetryAfter is not null && failure.Status is not null && wait >= s_noticedWait)
        {
            _chain.Notice(FormattableString.Invariant(
                $"waits {wait.TotalSeconds:0} s before the next attempt, as the endpoint requires: {failure.Message}"));
        }

        using CancellationTokenSource any = CancellationTokenSource.CreateLinkedTokenSource(
            total.Token, cancellationToken, _chain.Stop);
        try
        {
            await Task.Delay(wait, _chain.Time, any.Token);
        }
        catch (OperationCanceledException)
        {
            _chain.ThrowIfStopped();
            throw IsOver(total, cancellationToken) ? Late(failure) : new OperationCanceledException(cancellationToken);
        }
    }

    private static bool IsOver(CancellationTokenSource total, CancellationToken cancellationToken) =>
        total.IsCancellationRequested && !cancellationToken.IsCancellationRequested;

    private EndpointException Late(EndpointException? last) => new(
        FormattableString.Invariant($"No answer within {_chain.TotalTimeout.TotalSeconds} s, all tries together.")
            + (last is null ? "" : $" The last reason: {last.Message}"),
        isTransient: true, last?.Status, last?.RetryAfter,
        new TimeoutException("All tries together took too long.", last));

    // Refusals of too many calls are no failures: the concurrency follows them.
    private static CircuitBreakerStrategyOptions<ChatResponse> Breaker() => new()
    {
        FailureRatio = 0.95,
        MinimumThroughput = 50,
        SamplingDuration = TimeSpan.FromSeconds(30),
        BreakDuration = TimeSpan.FromSeconds(5),
        ShouldHandle = static outcome => ValueTask.FromResult(
            outcome.Outcome.Exception is EndpointException { IsTransient: true, Status: not 429 }),
    };
}
