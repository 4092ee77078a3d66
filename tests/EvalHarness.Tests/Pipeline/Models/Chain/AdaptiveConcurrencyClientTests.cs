using EvalHarness.Pipeline.Models.Chain;
using EvalHarness.Pipeline.Models.Endpoints;
using Microsoft.Extensions.AI;

namespace EvalHarness.Tests.Pipeline.Models.Chain;

public sealed class AdaptiveConcurrencyClientTests
{
    [Fact]
    public async Task TooManyCallsHalveWhatIsAllowedOnceAndSuccessesBringItBack()
    {
        using HeldClient held = new();
        using AdaptiveConcurrencyClient client = new(held, new ChainOptions { ModelSha256 = "m", Concurrency = 8 });
        Task<ChatResponse>[] calls = [.. Enumerable.Range(0, 12).Select(_ => AskAsync(client))];
        Assert.Equal(8, held.Running);
        EndpointException refusal = new("too many", isTransient: true, status: 429);
        held.Refuse(refusal);
        held.Refuse(refusal);
        await Assert.ThrowsAsync<EndpointException>(() => calls[0]);
        await Assert.ThrowsAsync<EndpointException>(() => calls[1]);
        Assert.Equal(4, client.Allowed);
        while (calls.Any(call => !call.IsCompleted))
        {
            held.AnswerAll();
            await Task.Yield();
        }

        Assert.True(client.Allowed is > 4 and < 8);
    }

    [Fact]
    public async Task AWaitingCallCanBeCancelled()
    {
        using HeldClient held = new();
        using AdaptiveConcurrencyClient client = new(held, new ChainOptions { ModelSha256 = "m", Concurrency = 1 });
        Task<ChatResponse> first = AskAsync(client);
        using CancellationTokenSource stop = new();
        Task<ChatResponse> second = AskAsync(client, stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        held.AnswerAll();
        Assert.Equal("held", (await first).Text);
    }

    private static Task<ChatResponse> AskAsync(
        AdaptiveConcurrencyClient client, CancellationToken cancellationToken = default) =>
        client.GetResponseAsync([new ChatMessage(ChatRole.User, "?")], null, cancellationToken);

    private sealed class HeldClient : IChatClient
    {
        private readonly Queue<TaskCompletionSource<ChatResponse>> _calls = [];

        public int Running
        {
            get
            {
                lock (_calls)
                {
                    return _calls.Count;
                }
            }
        }

        public Task<ChatResponse> GetResponseAsync(
            IEnumerable<ChatMessage> messages,
            ChatOptions? options = null,
            CancellationToken cancellationToken = default)
        {
            TaskCompletionSource<ChatResponse> call = new();
            lock (_calls)
            {
                _calls.Enqueue(call);
            }

            return call.Task;
        }

        public void Refuse(Exception refusal) => Next()?.SetException(refusal);

        public void AnswerAll()
        {
            while (Next() is { } call)
            {
                call.SetResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, "held")));
            }
        }

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages,
            ChatOptions? options = null,
            CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }

        private TaskCompletionSource<ChatResponse>? Next()
        {
            lock (_calls)
            {
                return _calls.TryDequeue(out TaskCompletionSource<ChatResponse>? call) ? call : null;
            }
        }
    }
}
