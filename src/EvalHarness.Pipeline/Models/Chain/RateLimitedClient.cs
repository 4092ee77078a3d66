using Microsoft.Extensions.AI;

namespace EvalHarness.Pipeline.Models.Chain;

/// <summary>Begins no more requests, and no more tokens, in a minute than are allowed.</summary>
/// <remarks>
/// Calls are spaced evenly: each takes its share of the minute, 60 s ÷ requests or 60 s × tokens ÷ tokens per minute,
/// whichever is longer, and the next begins after it. Tokens are the upper bound of <see cref="TokenBound"/>.
/// </remarks>
internal sealed class RateLimitedClient(IChatClient inner, ChainOptions chain) : WholeAnswerClient(inner)
{
    private readonly Lock _lock = new();
    private DateTimeOffset _free = chain.Time.GetUtcNow();

    /// <inheritdoc/>
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        if (chain.RequestsPerMinute is null && chain.TokensPerMinute is null)
        {
            return await InnerClient.GetResponseAsync(messages, options, cancellationToken);
        }

        IReadOnlyList<ChatMessage> prompt = [.. messages];
        TimeSpan wait = Reserve(ShareOf(prompt, options));
        if (wait > TimeSpan.Zero)
        {
            using CancellationTokenSource either =
                CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, chain.Stop);
            try
            {
                await Task.Delay(wait, chain.Time, either.Token);
            }
            catch (OperationCanceledException)
            {
                chain.ThrowIfStopped();
                throw new OperationCanceledException(cancellationToken);
            }
        }

        return await InnerClient.GetResponseAsync(prompt, options, cancellationToken);
    }

    private TimeSpan ShareOf(IReadOnlyList<ChatMessage> prompt, ChatOptions? options)
    {
        double request = chain.RequestsPerMinute is { } requests ? 60.0 / requests : 0;
        double tokens = chain.TokensPerMinute is { } most ? 60.0 * TokenBound.For(prompt, options).Total / most : 0;
        return TimeSpan.FromSeconds(Math.Max(request, tokens));
    }

    private TimeSpan Reserve(TimeSpan share)
    {
        lock (_lock)
        {
            DateTimeOffset now = chain.Time.GetUtcNow();
            DateTimeOffset start = _free > now ? _free : now;
            _free = start + share;
            return start - now;
        }
    }
}
