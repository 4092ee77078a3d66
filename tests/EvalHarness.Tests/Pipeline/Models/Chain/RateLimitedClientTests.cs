using EvalHarness.Pipeline.Models.Chain;
using EvalHarness.Tests.Testing;
using Microsoft.Extensions.AI;

namespace EvalHarness.Tests.Pipeline.Models.Chain;

public sealed class RateLimitedClientTests
{
    private static readonly ChatMessage[] s_prompt = [new(ChatRole.User, "four")];

    private readonly ManualTime _time = new();
    private readonly AnsweringClient _model = AnsweringClient.Saying("yes");

    [Fact]
    public async Task RequestsBeginNoFasterThanAMinuteAllows()
    {
        using RateLimitedClient client = new(_model, Options() with { RequestsPerMinute = 30 });
        Task[] calls = [.. Enumerable.Range(0, 4).Select(_ => client.GetResponseAsync(s_prompt))];
        await BegunAsync(1);
        _time.Advance(TimeSpan.FromSeconds(1.9));
        await BegunAsync(1);
        _time.Advance(TimeSpan.FromSeconds(0.1));
        await BegunAsync(2);
        _time.Advance(TimeSpan.FromSeconds(4));
        await BegunAsync(4);
        await Task.WhenAll(calls);
    }

    [Fact]
    public async Task TokensBeginNoFasterThanAMinuteAllows()
    {
        // 4 bytes, 16 around them, and 80 of an answer: 100 tokens, a tenth of a minute's.
        using RateLimitedClient client = new(_model, Options() with { TokensPerMinute = 1000 });
        ChatOptions options = new() { MaxOutputTokens = 80 };
        Task[] calls = [.. Enumerable.Range(0, 3).Select(_ => client.GetResponseAsync(s_prompt, options))];
        await BegunAsync(1);
        _time.Advance(TimeSpan.FromSeconds(5.9));
        await BegunAsync(1);
        _time.Advance(TimeSpan.FromSeconds(0.1));
        await BegunAsync(2);
        _time.Advance(TimeSpan.FromSeconds(6));
        await BegunAsync(3);
        await Task.WhenAll(calls);
    }

    [Fact]
    public async Task TheSlowerOfTwoLimitsCounts()
    {
        using RateLimitedClient client = new(
            _model, Options() with { RequestsPerMinute = 60, TokensPerMinute = 1000 });
        ChatOptions options = new() { MaxOutputTokens = 80 };
        Task[] calls = [.. Enumerable.Range(0, 2).Select(_ => client.GetResponseAsync(s_prompt, options))];
        _time.Advance(TimeSpan.FromSeconds(5.9));
        await BegunAsync(1);
        _time.Advance(TimeSpan.FromSeconds(0.1));
        await BegunAsync(2);
        await Task.WhenAll(calls);
    }

    [Fact]
    public async Task TimeThatNobodyUsedIsNotSavedUp()
    {
        using RateLimitedClient client = new(_model, Options() with { RequestsPerMinute = 60 });
        await client.GetResponseAsync(s_prompt);
        _time.Advance(TimeSpan.FromMinutes(10));
        Task[] calls = [.. Enumerable.Range(0, 3).Select(_ => client.GetResponseAsync(s_prompt))];
        await BegunAsync(2);
        Assert.Equal(2, _time.Waiting);
        _time.Advance(TimeSpan.FromSeconds(2));
        await Task.WhenAll(calls);
    }

    [Fact]
    public async Task WhoeverWaitsCanBeCancelled()
    {
        using RateLimitedClient client = new(_model, Options() with { RequestsPerMinute = 1 });
        await client.GetResponseAsync(s_prompt);
        using CancellationTokenSource stop = new();
        Task<ChatResponse> waiting = client.GetResponseAsync(s_prompt, cancellationToken: stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Single(_model.Seen);
    }

    private ChainOptions Options() => new() { ModelSha256 = "m", Time = _time };

    // Continuations of a timer may run on other threads: give them time to begin what they should not.
    private async Task BegunAsync(int count)
    {
        for (int i = 0; i < 6000 && _model.Seen.Count < count; i++)
        {
            await Task.Delay(10);
        }

        await Task.Delay(20);
        Assert.Equal(count, _model.Seen.Count);
    }
}
