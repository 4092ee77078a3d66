using EvalHarness.Pipeline.Models.Endpoints;
using Microsoft.Extensions.AI;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace EvalHarness.Pipeline.Models.Chain;

/// <summary>
/// Repeats calls that may succeed later: exponential waits with jitter, never sooner than the endpoint asks for. An
/// endpoint that fails nearly always is left alone for a while.
/// </summary>
internal sealed class RetryingClient : WholeAnswerClient
{
    private static readonly TimeSpan s_longestDelay = TimeSpan.FromSeconds(30);

    // Timers may fire a little early, and an early repetition is refused again.
    private static readonly TimeSpan s_timerTolerance = TimeSpan.FromMilliseconds(20);

    private readonly ResiliencePipeline<ChatResponse> _pipeline;

    /// <summary>Builds the pipeline: total time-out, retry, circuit breaker.</summary>
    public RetryingClient(IChatClient inner, ChainOptions chain)
        : base(inner)
    {
        ResiliencePipelineBuilder<ChatResponse> builder = new() { TimeProvider = chain.Time };
        builder.AddTimeout(chain.TotalTimeout);
        if (chain.Attempts > 1)
        {
            builder.AddRetry(Retry(chain));
        }

        _pipeline = builder.AddCircuitBreaker(Breaker()).Build();
    }

    /// <inheritdoc/>
    /// <exception cref="EndpointException">The last try failed, or the time was up.</exception>
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        IReadOnlyList<ChatMessage> prompt = [.. messages];
        try
        {
            return await _pipeline.ExecuteAsync(
                async stop => await InnerClient.GetResponseAsync(prompt, options, stop), cancellationToken);
        }
        catch (TimeoutRejectedException late)
        {
            throw new EndpointException(
                FormattableString.Invariant($"No answer within {late.Timeout.TotalSeconds} s, all tries together."),
                isTransient: true, inner: late);
        }
        catch (BrokenCircuitException open)
        {
            throw new EndpointException(
                "The endpoint failed too often and is left alone.", isTransient: true, inner: open);
        }
    }

    /// <summary>What the endpoint asks for; <c>null</c> leaves the wait to the back-off.</summary>
    private static TimeSpan? LeastDelay(Exception? failure) => failure switch
    {
        EndpointException { RetryAfter: { } wait } => wait + s_timerTolerance,
        BrokenCircuitException { RetryAfter: { } wait } => wait,
        _ => null,
    };

    private static RetryStrategyOptions<ChatResponse> Retry(ChainOptions chain) => new()
    {
        MaxRetryAttempts = chain.Attempts - 1,
        BackoffType = DelayBackoffType.Exponential,
        UseJitter = true,
        Delay = chain.FirstDelay,
        MaxDelay = s_longestDelay,
        ShouldHandle = static outcome => ValueTask.FromResult(
            outcome.Outcome.Exception is EndpointException { IsTransient: true } or BrokenCircuitException),
        DelayGenerator = static outcome => ValueTask.FromResult(LeastDelay(outcome.Outcome.Exception)),
    };

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
