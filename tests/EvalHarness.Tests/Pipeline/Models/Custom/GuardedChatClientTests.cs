using EvalHarness.Pipeline.Models.Custom;
using EvalHarness.Pipeline.Models.Endpoints;
using Microsoft.Extensions.AI;

namespace EvalHarness.Tests.Pipeline.Models.Custom;

/// <summary>What a model that a user wrote gives beside answers.</summary>
public sealed class GuardedChatClientTests
{
    public static TheoryData<LogLikelihood?[]?, string> NoLikelihoods => new()
    {
        { null, "gave 0 log-likelihoods for 2 texts" },
        { [new(-1, 1)], "gave 1 log-likelihoods for 2 texts" },
        { [new(-1, 1), null], "gave no log-likelihood" },
        { [new(-1, 1), new(double.NaN, 1)], "gave a log-likelihood of NaN for 1 tokens" },
        { [new(-1, 1), new(double.NegativeInfinity, 1)], "gave a log-likelihood of -Infinity for 1 tokens" },
        { [new(0.5, 1), new(-1, 1)], "gave a log-likelihood of 0.5 for 1 tokens" },
        { [new(-1, 0), new(-1, 1)], "gave a log-likelihood of -1 for 0 tokens" },
    };

    [Theory]
    [MemberData(nameof(NoLikelihoods))]
    public async Task WhatIsNoLikelihoodIsAnError(LogLikelihood?[]? given, string said)
    {
        using GuardedChatClient client = Guard(new Model { Likelihoods = () => given });
        EndpointException failure = await Assert.ThrowsAsync<EndpointException>(
            () => client.GetService<ILogLikelihoodModel>()!.ScoreContinuationsAsync([], ["a", "b"], default));

        Assert.Contains(said, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LikelihoodsPassAsTheyAre()
    {
        LogLikelihood[] given = [new(-1.5, 2), new(0, 1) { IsGreedy = true }];
        using GuardedChatClient client = Guard(new Model { Likelihoods = () => given });

        Assert.Equal(
            given, await client.GetService<ILogLikelihoodModel>()!.ScoreContinuationsAsync([], ["a", "b"], default));
    }

    [Fact]
    public async Task WhatLikelihoodsAndEmbeddingsThrowShowsNoSecret()
    {
        using GuardedChatClient client = Guard(new Model { Likelihoods = () => throw new IOException("key sesame") });
        EndpointException likelihoods = await Assert.ThrowsAsync<EndpointException>(
            () => client.GetService<ILogLikelihoodModel>()!.ScoreTextAsync("a", default));
        EndpointException embeddings = await Assert.ThrowsAsync<EndpointException>(
            () => client.GetService<IEmbeddingGenerator<string, Embedding<float>>>()!.GenerateAsync(["a"]));

        Assert.Equal("The model own failed: key ${KEY}", likelihoods.Message);
        Assert.True(likelihoods.IsTransient);
        Assert.Equal("The model own failed: no index at ${KEY}", embeddings.Message);
        Assert.False(embeddings.IsTransient);
    }

    [Fact]
    public async Task OptionsOfTheHarnessItselfDoNotReachTheModel()
    {
        Model model = new();
        using GuardedChatClient client = Guard(model);
        ChatOptions options = new() { Seed = 3, AdditionalProperties = new() { ["repeat_index"] = 1 } };
        await client.GetResponseAsync("?", options);

        Assert.Equal(3, model.Asked!.Seed);
        Assert.Null(model.Asked.AdditionalProperties);
        Assert.NotNull(options.AdditionalProperties);
    }

    private static GuardedChatClient Guard(Model model) =>
        new("own", model, text => text.Replace("sesame", "${KEY}", StringComparison.Ordinal));

    private sealed class Model : IChatClient, ILogLikelihoodModel, IEmbeddingGenerator<string, Embedding<float>>
    {
        public Func<LogLikelihood?[]?> Likelihoods { get; init; } = () => [];

        public ChatOptions? Asked { get; private set; }

        public Task<ChatResponse> GetResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null,
            CancellationToken cancellationToken = default)
        {
            Asked = options;
            return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, "yes")));
        }

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null,
            CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<IReadOnlyList<LogLikelihood>> ScoreContinuationsAsync(
            IReadOnlyList<ChatMessage> prompt, IReadOnlyList<string> continuations,
            CancellationToken cancellationToken) => Task.FromResult((IReadOnlyList<LogLikelihood>)Likelihoods()!);

        public Task<LogLikelihood> ScoreTextAsync(string text, CancellationToken cancellationToken) =>
            Task.FromResult(Likelihoods()![0]!);

        public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
            IEnumerable<string> values, EmbeddingGenerationOptions? options = null,
            CancellationToken cancellationToken = default) =>
            throw new InvalidOperationException("no index at sesame");

        public object? GetService(Type serviceType, object? serviceKey = null) =>
            serviceType.IsInstanceOfType(this) ? this : null;

        public void Dispose()
        {
        }
    }
}
