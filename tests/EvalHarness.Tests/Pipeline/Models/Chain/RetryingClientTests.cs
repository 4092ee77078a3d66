using EvalHarness.Pipeline.Models.Chain;
using EvalHarness.Pipeline.Models.Endpoints;
using EvalHarness.Tests.Testing;
using Microsoft.Extensions.AI;

namespace EvalHarness.Tests.Pipeline.Models.Chain;

public sealed class RetryingClientTests
{
    private static readonly ChatMessage[] s_prompt = [new(ChatRole.User, "?")];

    private readonly ManualTime _time = new();
    private bool _isDown = true;
    private int? _status = 500;
    private TimeSpan? _retryAfter;
    private int _calls;
    private readonly List<string> _notices = [];

    [Fact]
    public async Task AnEndpointThatNearlyAlwaysFailsIsLeftAloneAndAskedAgainLater()
    {
        using RetryingClient client = Client(attempts: 1);
        for (int i = 0; i < 50; i++)
        {
            EndpointException failure = await FailAsync(client);
            Assert.Equal("down", failure.Message);
        }

        Assert.Equal(50, _calls);
        Assert.Equal("The endpoint failed too often and is left alone. Last: down", (await FailAsync(client)).Message);
        Assert.Equal(50, _calls);

        // Still down after the pause: one call finds out, and the next pause begins.
        _time.Advance(TimeSpan.FromSeconds(5.1));
        Assert.Equal("down", (await FailAsync(client)).Message);
        Assert.StartsWith(
            "The endpoint failed too often and is left alone.", (await FailAsync(client)).Message,
            StringComparison.Ordinal);
        Assert.Equal(51, _calls);

        _time.Advance(TimeSpan.FromSeconds(5.1));
        _isDown = false;
        Assert.Equal("up", (await client.GetResponseAsync(s_prompt)).Text);
        Assert.Equal("up", (await client.GetResponseAsync(s_prompt)).Text);
        Assert.Equal(53, _calls);
    }

    [Fact]
    public async Task OneSuccessInTenKeepsAnEndpointInUse()
    {
        using RetryingClient client = Client(attempts: 1);
        for (int i = 0; i < 200; i++)
        {
            _isDown = i % 10 != 0;
            if (_isDown)
            {
                Assert.Equal("down", (await FailAsync(client)).Message);
            }
            else
            {
                await client.GetResponseAsync(s_prompt);
            }
        }

        Assert.Equal(200, _calls);
    }

    [Fact]
    public async Task RefusalsOfTooManyCallsAreNoFailuresOfTheEndpoint()
    {
        _status = 429;
        using RetryingClient client = Client(attempts: 1);
        for (int i = 0; i < 100; i++)
        {
            Assert.Equal(429, (await FailAsync(client)).Status);
        }

        Assert.Equal(100, _calls);
    }

    [Fact]
    public async Task AWaitForALeftAloneEndpointIsSpentInsideTheCall()
    {
        using RetryingClient single = Client(attempts: 20);
        Task<ChatResponse> call = single.GetResponseAsync(s_prompt);
        for (int i = 0; i < 2000 && !call.IsCompleted; i++)
        {
            _isDown = _calls < 10;
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(1);
        }

        Assert.Equal("up", (await call).Text);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public async Task NothingIsRepeatedBeforeTheTimeThatTheEndpointAsksFor(int status)
    {
        (_status, _retryAfter) = (status, TimeSpan.FromSeconds(7));
        using RetryingClient client = Client(attempts: 3);
        Task<ChatResponse> call = client.GetResponseAsync(s_prompt);
        await UntilAsync(() => _calls == 1 && _time.Waiting > 1);
        _time.Advance(TimeSpan.FromSeconds(7));
        await Task.Delay(50);
        Assert.Equal(1, _calls);
        _isDown = false;
        _time.Advance(TimeSpan.FromMilliseconds(20));
        Assert.Equal("up", (await call.WaitAsync(TimeSpan.FromSeconds(30))).Text);
        Assert.Equal(2, _calls);
    }

    [Fact]
    public async Task AWaitThatCannotHelpIsNotBegunAndTheReasonIsSaid()
    {
        (_status, _retryAfter) = (429, TimeSpan.FromHours(1));
        using RetryingClient client = Client(attempts: 8);
        EndpointException failure = await FailAsync(client);
        Assert.Equal(1, _calls);
        Assert.Equal(429, failure.Status);
        Assert.Equal(
            "down. It asks to wait 3600 s, and a call may take 900 s with all its tries (\"totalTimeoutSeconds\").",
            failure.Message);
    }

    [Fact]
    public async Task ALongWaitIsToldAndTheLastReasonOutlivesTheTime()
    {
        (_status, _retryAfter) = (429, TimeSpan.FromMinutes(10));
        using RetryingClient client = Client(attempts: 8);
        Task<ChatResponse> call = client.GetResponseAsync(s_prompt);
        await UntilAsync(() => _notices.Count == 1 && _time.Waiting > 1);
        Assert.Contains("waits 600 s", _notices[0], StringComparison.Ordinal);
        Assert.Contains("down", _notices[0], StringComparison.Ordinal);
        _time.Advance(TimeSpan.FromMinutes(11));
        EndpointException failure = await Assert.ThrowsAsync<EndpointException>(() => call);
        Assert.StartsWith("down. It asks to wait 600 s", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhenTheTimeIsOverTheLastReasonIsSaid()
    {
        using RetryingClient client = Client(attempts: 10_000);
        Task<ChatResponse> call = client.GetResponseAsync(s_prompt);
        await UntilAsync(() => _calls == 1 && _time.Waiting > 1);
        while (!call.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(10));
            await Task.Delay(1);
        }

        EndpointException failure = await Assert.ThrowsAsync<EndpointException>(() => call);
        Assert.StartsWith("No answer within 900 s, all tries together. The last reason: ", failure.Message, StringComparison.Ordinal);
        Assert.EndsWith("down", failure.Message, StringComparison.Ordinal);
        Assert.True(failure.IsTimeout);
    }

    [Fact]
    public async Task AStopEndsAWaitAndBeginsNoFurtherTry()
    {
        using CancellationTokenSource stop = new();
        _retryAfter = TimeSpan.FromMinutes(1);
        using RetryingClient client = Client(attempts: 8, stop.Token);
        Task<ChatResponse> call = client.GetResponseAsync(s_prompt);
        await UntilAsync(() => _notices.Count == 1);
        await stop.CancelAsync();
        await Assert.ThrowsAsync<StoppedException>(() => call);
        await Assert.ThrowsAsync<StoppedException>(() => client.GetResponseAsync(s_prompt));
        Assert.Equal(1, _calls);
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        for (int i = 0; i < 6000 && !condition(); i++)
        {
            await Task.Delay(10);
        }

        Assert.True(condition());
    }

    private static Task<EndpointException> FailAsync(RetryingClient client) =>
        Assert.ThrowsAsync<EndpointException>(() => client.GetResponseAsync(s_prompt));

    private RetryingClient Client(int attempts, CancellationToken stop = default) => new(
        new AnsweringClient(_ =>
        {
            _calls++;
            return _isDown
                ? throw new EndpointException("down", isTransient: true, _status, _retryAfter)
                : AnsweringClient.Text("up");
        }),
        new ChainOptions
        {
            ModelSha256 = "m",
            Attempts = attempts,
            Time = _time,
            Stop = stop,
            Notice = notice => _notices.Add(notice),
        });
}
