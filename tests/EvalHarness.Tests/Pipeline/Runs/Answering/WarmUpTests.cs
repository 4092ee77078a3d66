using EvalHarness.Inference.Engine;
using EvalHarness.Pipeline.Models;
using EvalHarness.Pipeline.Runs.Answering;
using Microsoft.Extensions.AI;

namespace EvalHarness.Tests.Pipeline.Runs.Answering;

public sealed class WarmUpTests
{
    [Fact]
    public async Task WeightsInThisProcessAreUsedBeforeTheirTimesCount()
    {
        Weights weights = new();
        using LoadedModel model = new(new Client(weights), TimeSpan.Zero);
        await WarmUp.RunAsync(model, CancellationToken.None);
        Assert.True(weights.Asked >= 4);
    }

    [Fact]
    public async Task AModelWhoseWeightsAreElsewhereIsAskedNothing()
    {
        using LoadedModel model = new(new Client(null), TimeSpan.Zero, streams: false);
        await WarmUp.RunAsync(model, CancellationToken.None);
    }

    [Fact]
    public async Task AModelThatFailsIsLeftToTheQuestionsThatCount()
    {
        using LoadedModel model = new(new Client(new Weights { Fails = true }), TimeSpan.Zero);
        await WarmUp.RunAsync(model, CancellationToken.None);
    }

    [Fact]
    public async Task ARunThatIsStoppedIsNotHeldUp()
    {
        using LoadedModel model = new(new Client(new Weights()), TimeSpan.Zero);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => WarmUp.RunAsync(model, new CancellationToken(canceled: true)));
    }

    private sealed class Client(ILogitsModel? weights) : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("The model was asked.");

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("The model was asked.");

        public object? GetService(Type serviceType, object? serviceKey) =>
            serviceType == typeof(ILogitsModel) ? weights : null;

        public void Dispose()
        {
        }
    }

    private sealed class Weights : ILogitsModel
    {
        private int _asked;

        public bool Fails { get; init; }

        public int Asked => _asked;

        public ModelVocabulary Vocabulary => throw new NotSupportedException();

        public int LogitCount => 1;

        public int ContextLength => 64;

        public int[] EncodeText(string text) => [1];

        public int[] EncodeConversation(IEnumerable<ChatMessage> messages) => [1, 2];

        public int[] EncodeContinuation(string text) => [1];

        public bool EndsAnswer(int token) => false;

        public Task ReadLogitsAsync(
            IReadOnlyList<int> tokens, int firstPosition, LogitsReader reader, CancellationToken cancellationToken) =>
            Task.CompletedTask;

        public Task<GreedyText> ContinueAsync(
            IReadOnlyList<int> prompt, int maxTokens, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _asked);
            cancellationToken.ThrowIfCancellationRequested();
            return Fails
                ? throw new InvalidOperationException("no room")
                : Task.FromResult(new GreedyText([], HasEnded: false));
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
