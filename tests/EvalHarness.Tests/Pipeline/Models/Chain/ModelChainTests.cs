using System.Diagnostics;
using EvalHarness.Pipeline.Models.Chain;
using EvalHarness.Pipeline.Models.Endpoints;
using EvalHarness.Tests.Testing;
using Microsoft.Extensions.AI;

namespace EvalHarness.Tests.Pipeline.Models.Chain;

public sealed class ModelChainTests
{
    private static readonly ChatMessage[] s_prompt = [new(ChatRole.User, "What is it?")];

    private static readonly ChainOptions s_options = new()
    {
        ModelSha256 = "model",
        FirstDelay = TimeSpan.FromMilliseconds(1),
        TryTimeout = TimeSpan.FromMinutes(2),
    };

    [Theory]
    [InlineData("500")]
    [InlineData("reset")]
    [InlineData("truncated")]
    [InlineData("invalid JSON")]
    [InlineData("empty body")]
    [InlineData("no content")]
    [InlineData("cut stream")]
    [InlineData("empty text")]
    [InlineData("no choice")]
    [InlineData("error with status 200")]
    public async Task AFaultIsRecovered(string fault)
    {
        await using FakeEndpoint endpoint = new(
            (_, attempt) => attempt < 2 ? FakeReply.Fault(fault) : FakeReply.Answer("right"));
        using IChatClient client = Connect(endpoint, s_options);
        Assert.Equal("right", (await client.GetResponseAsync(s_prompt)).Text);
        Assert.Equal(3, endpoint.Requests.Count);
    }

    [Fact]
    public async Task ACallThatHangsIsGivenUpAndRepeated()
    {
        ManualTime time = new();
        await using FakeEndpoint endpoint = new(
            (_, attempt) => attempt < 1 ? FakeReply.Fault("hang") : FakeReply.Answer("right"));
        using IChatClient client = Connect(endpoint, s_options with
        {
            Time = time,
            TryTimeout = TimeSpan.FromHours(1),
            TotalTimeout = TimeSpan.FromDays(1),
        });
        Task<ChatResponse> call = client.GetResponseAsync(s_prompt);
        await endpoint.Asked;
        time.Advance(TimeSpan.FromHours(1));
        while (endpoint.Requests.Count < 2)
        {
            // The wait before the repetition begins on another thread.
            time.Advance(TimeSpan.FromMilliseconds(5));
            await Task.Delay(1);
        }

        Assert.Equal("right", (await call).Text);
    }

    [Fact]
    public async Task ARefusalIsNotRepeatedBeforeItsRetryAfterHasPassed()
    {
        await using FakeEndpoint endpoint = new(
            (_, attempt) => attempt < 1 ? FakeReply.Fault("429") : FakeReply.Answer("right"));
        using IChatClient client = Connect(endpoint, s_options);
        Assert.Equal("right", (await client.GetResponseAsync(s_prompt)).Text);
        FakeRequest[] requests = [.. endpoint.Requests];
        Assert.Equal(2, requests.Length);
        TimeSpan waited = Stopwatch.GetElapsedTime(requests[0].Timestamp, requests[1].Timestamp);
        Assert.True(waited >= TimeSpan.FromSeconds(1), $"Repeated after {waited}.");
    }

    [Fact]
    public async Task TheLastFailureIsAnError()
    {
        await using FakeEndpoint endpoint = new((_, _) => FakeReply.Fault("500"));
        using IChatClient client = Connect(endpoint, s_options with { Attempts = 3 });
        EndpointException error = await Assert.ThrowsAsync<EndpointException>(() => client.GetResponseAsync(s_prompt));
        Assert.Equal("The endpoint answered 500: injected", error.Message);
        Assert.Equal(3, endpoint.Requests.Count);
    }

    [Fact]
    public async Task AWrongRequestIsNotRepeated()
    {
        await using FakeEndpoint endpoint = new((_, _) => new FakeReply { Status = 400, Body = "{}" });
        using IChatClient client = Connect(endpoint, s_options);
        await Assert.ThrowsAsync<EndpointException>(() => client.GetResponseAsync(s_prompt));
        Assert.Single(endpoint.Requests);
    }

    [Fact]
    public async Task AllTriesTogetherHaveATimeOut()
    {
        await using FakeEndpoint endpoint = new((_, _) => FakeReply.Fault("hang"));
        using IChatClient client = Connect(endpoint, s_options with { TotalTimeout = TimeSpan.FromSeconds(0.3) });
        EndpointException error = await Assert.ThrowsAsync<EndpointException>(() => client.GetResponseAsync(s_prompt));
        Assert.Contains("all tries together", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheCallersCancellationPassesThrough()
    {
        await using FakeEndpoint endpoint = new((_, _) => FakeReply.Fault("hang"));
        using IChatClient client = Connect(endpoint, s_options with { TryTimeout = TimeSpan.FromMinutes(1) });
        using CancellationTokenSource stop = new();
        Task<ChatResponse> call = client.GetResponseAsync(s_prompt, cancellationToken: stop.Token);
        await endpoint.Asked;
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Single(endpoint.Requests);
    }

    [Fact]
    public async Task ALimitOfACallCountsFromWhenItIsSentAndNotFromWhenItWaits()
    {
        ManualTime time = new();
        using SemaphoreSlim gate = new(0);
        using IChatClient client = ModelChain.Around(
            new GatedClient(gate), s_options with { Time = time, Concurrency = 1, Attempts = 1 });
        ChatOptions limited = new()
        {
            AdditionalProperties = new() { [CallLimit.Option] = TimeSpan.FromMinutes(1) },
        };
        Task<ChatResponse>[] calls = [.. Enumerable.Range(0, 3).Select(_ => client.GetResponseAsync(s_prompt, limited))];
        for (int i = 0; i < calls.Length; i++)
        {
            time.Advance(TimeSpan.FromSeconds(50));
            gate.Release();
            await calls[i];
        }

        Assert.All(calls, call => Assert.True(call.IsCompletedSuccessfully));
    }

    [Fact]
    public async Task ManyCallsAtOnceAreAllAnsweredRightInSpiteOfFaults()
    {
        string[] faults = ["500", "reset", "truncated", "invalid JSON", "empty text", "error with status 200"];
        await using FakeEndpoint endpoint = new((body, attempt) =>
            (body.Sum(c => c) + attempt) % 5 == 0 && attempt < 4
                ? FakeReply.Fault(faults[attempt % faults.Length])
                : FakeReply.Answer(body));
        using IChatClient client = Connect(endpoint, s_options);
        ChatResponse[] answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(
            i => client.GetResponseAsync(new ChatMessage(ChatRole.User, $"question {i:000}"))));
        Assert.All(answers.Index(), answer =>
            Assert.Contains($"question {answer.Index:000}", answer.Item.Text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task EveryQuestionIsTracedByTheConventionsForGenerativeModels()
    {
        List<Activity> traced = [];
        using ActivityListener listener = new()
        {
            ShouldListenTo = source => source.Name == ModelChain.TelemetrySource,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                lock (traced)
                {
                    traced.Add(activity);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        await using FakeEndpoint endpoint = new((_, _) => FakeReply.Answer("right"));
        using IChatClient client = Connect(endpoint, s_options);
        await client.GetResponseAsync(s_prompt, new ChatOptions { MaxOutputTokens = 9 });
        Activity[] all;
        lock (traced)
        {
            all = [.. traced];
        }

        Activity one = Assert.Single(all, each => Equals(each.GetTagItem("server.port"), endpoint.Address.Port));
        Assert.Equal("chat m", one.DisplayName);
        Assert.Equal("openai", one.GetTagItem("gen_ai.provider.name"));
        Assert.Equal(9, one.GetTagItem("gen_ai.request.max_tokens"));
        Assert.Equal(20, one.GetTagItem("gen_ai.usage.input_tokens"));
    }

    private static IChatClient Connect(FakeEndpoint endpoint, ChainOptions options) =>
        ModelChain.Around(new OpenAIChatClientAdapter(endpoint.Address, "m", null), options);

    private sealed class GatedClient(SemaphoreSlim gate) : IChatClient
    {
        public async Task<ChatResponse> GetResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken)
        {
            await gate.WaitAsync(cancellationToken);
            return AnsweringClient.Text("right");
        }

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public object? GetService(Type serviceType, object? serviceKey) => null;

        public void Dispose()
        {
        }
    }
}
