using System.Diagnostics;
using System.Runtime.CompilerServices;
using EvalHarness.Pipeline.Models.Chain;
using EvalHarness.Tests.Testing;
using Microsoft.Extensions.AI;

namespace EvalHarness.Tests.Pipeline.Models.Chain;

public sealed class LocalChainTests : IDisposable
{
    private static readonly ChatMessage[] s_prompt = [new(ChatRole.User, "?")];

    private readonly TemporaryFolder _folder = new();
    private readonly SteppedModel _model = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task TokensPassAsTheyAreMade(bool keeps)
    {
        using IChatClient client = ModelChain.Around(_model, Options(keeps));
        await using IAsyncEnumerator<ChatResponseUpdate> answer =
            client.GetStreamingResponseAsync(s_prompt).GetAsyncEnumerator();
        Assert.True(await answer.MoveNextAsync());
        Assert.Equal("one", answer.Current.Text);
        Assert.False(_model.HasEnded);
        _model.Continue();
        Assert.True(await answer.MoveNextAsync());
        Assert.Equal(" two", answer.Current.Text);
    }

    [Fact]
    public async Task AKeptAnswerIsNotMadeAgainAndSaysThatItIsKept()
    {
        _model.Continue();
        for (int i = 0; i < 2; i++)
        {
            using IChatClient client = ModelChain.Around(_model, Options(keeps: true));
            ChatResponse response = await client.GetStreamingResponseAsync(s_prompt).ToChatResponseAsync();
            Assert.Equal("one two", response.Text);
            Assert.Equal((4L, 2L), (response.Usage!.InputTokenCount!.Value, response.Usage.OutputTokenCount!.Value));
            Assert.Equal(i == 1, response.AdditionalProperties?.ContainsKey(CachingClient.Cached) == true);
        }

        using IChatClient other = ModelChain.Around(_model, Options(keeps: true) with { ModelSha256 = "other" });
        await other.GetStreamingResponseAsync(s_prompt).ToChatResponseAsync();
        Assert.Equal(2, _model.Calls);
    }

    [Fact]
    public async Task AnAnswerThatBreaksOffIsNotKept()
    {
        _model.Continue();
        _model.Breaks = true;
        using IChatClient client = ModelChain.Around(_model, Options(keeps: true));
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => client.GetStreamingResponseAsync(s_prompt).ToChatResponseAsync());
        _model.Breaks = false;
        await client.GetStreamingResponseAsync(s_prompt).ToChatResponseAsync();
        Assert.Equal(2, _model.Calls);
    }

    [Fact]
    public async Task TheBudgetCountsWhatWasUsed()
    {
        _model.Continue();
        CallBudget budget = new(calls: 2, tokens: null, usd: null, 0, 0);
        using IChatClient client = ModelChain.Around(_model, Options(keeps: false) with { Budget = budget });
        await client.GetStreamingResponseAsync(s_prompt).ToChatResponseAsync();
        Assert.Equal(6, budget.Tokens);
        await client.GetResponseAsync(s_prompt);
        Assert.Equal(12, budget.Tokens);
        await Assert.ThrowsAsync<BudgetExhaustedException>(
            () => client.GetStreamingResponseAsync(s_prompt).ToChatResponseAsync());
        Assert.Equal(2, _model.Calls);
    }

    [Fact]
    public async Task LikelihoodsAreReachedThroughTheChainAndCounted()
    {
        using IChatClient free = ModelChain.Around(_model, Options(keeps: true));
        Assert.Same(_model, free.GetService<ILogLikelihoodModel>());
        CallBudget budget = new(calls: 1, tokens: null, usd: null, 0, 0);
        using IChatClient client = ModelChain.Around(_model, Options(keeps: true) with { Budget = budget });
        ILogLikelihoodModel likelihoods = client.GetService<ILogLikelihoodModel>()!;
        Assert.Equal(-1, (await likelihoods.ScoreTextAsync("text", default)).Sum);
        await Assert.ThrowsAsync<BudgetExhaustedException>(
            () => likelihoods.ScoreContinuationsAsync(s_prompt, ["a"], default));
    }

    [Fact]
    public async Task AStreamedQuestionIsTraced()
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
        _model.Continue();
        using IChatClient client = ModelChain.Around(_model, Options(keeps: false));
        await client.GetStreamingResponseAsync(s_prompt).ToChatResponseAsync();
        _model.Breaks = true;
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => client.GetStreamingResponseAsync(s_prompt).ToChatResponseAsync());
        Activity[] own;
        lock (traced)
        {
            own = [.. traced.Where(activity => activity.DisplayName == "chat stepped-model")];
        }

        Assert.Equal(2, own.Length);
        Assert.Equal(2, own[0].GetTagItem("gen_ai.usage.output_tokens"));
        Assert.Equal(ActivityStatusCode.Error, own[1].Status);
        Assert.Equal("System.InvalidOperationException", own[1].GetTagItem("error.type"));
    }

    public void Dispose() => _folder.Dispose();

    private ChainOptions Options(bool keeps) => new()
    {
        ModelSha256 = "m",
        IsLocal = true,
        CacheFolder = keeps ? _folder.Path : null,
    };

    /// <summary>Gives one token, waits to be told to continue, gives another.</summary>
    private sealed class SteppedModel : IChatClient, ILogLikelihoodModel
    {
        private readonly TaskCompletionSource _continue = new();

        public int Calls { get; private set; }

        public bool HasEnded { get; private set; }

        public bool Breaks { get; set; }

        public void Continue() => _continue.TrySetResult();

        public Task<ChatResponse> GetResponseAsync(
            IEnumerable<ChatMessage> messages,
            ChatOptions? options = null,
            CancellationToken cancellationToken = default) =>
            GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages,
            ChatOptions? options = null,
            [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            Calls++;
            yield return new ChatResponseUpdate(ChatRole.Assistant, "one");
            await _continue.Task;
            if (Breaks)
            {
                throw new InvalidOperationException("broken");
            }

            yield return new ChatResponseUpdate(ChatRole.Assistant, " two");
            UsageDetails usage = new() { InputTokenCount = 4, OutputTokenCount = 2 };
            yield return new ChatResponseUpdate(ChatRole.Assistant, [new UsageContent(usage)]);
            HasEnded = true;
        }

        public Task<IReadOnlyList<LogLikelihood>> ScoreContinuationsAsync(
            IReadOnlyList<ChatMessage> prompt,
            IReadOnlyList<string> continuations,
            CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<LogLikelihood>>([.. continuations.Select(_ => new LogLikelihood(-1, 1))]);

        public Task<LogLikelihood> ScoreTextAsync(string text, CancellationToken cancellationToken) =>
            Task.FromResult(new LogLikelihood(-1, 1));

        public object? GetService(Type serviceType, object? serviceKey = null) =>
            serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata("test", null, "stepped-model")
            : serviceType.IsInstanceOfType(this) ? this
            : null;

        public void Dispose()
        {
        }
    }
}
