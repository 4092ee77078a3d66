using EvalHarness.Pipeline.Models.Chain;
using EvalHarness.Pipeline.Models.Endpoints;
using EvalHarness.Tests.Testing;
using Microsoft.Extensions.AI;

namespace EvalHarness.Tests.Pipeline.Models.Chain;

public sealed class LocalLimitClientTests
{
    private static readonly ChatMessage[] s_prompt = [new(ChatRole.User, "?")];

    [Fact]
    public async Task ACallWithALimitIsGivenUpAndOneWithoutIsNot()
    {
        ManualTime time = new();
        using LocalLimitClient client = new(new HangingClient(), new ChainOptions { ModelSha256 = "m", Time = time });
        Task<ChatResponse> unlimited = client.GetResponseAsync(s_prompt);
        Task<ChatResponse> limited = client.GetResponseAsync(s_prompt, new ChatOptions
        {
            AdditionalProperties = new() { [CallLimit.Option] = TimeSpan.FromMinutes(5) },
        });
        time.Advance(TimeSpan.FromMinutes(6));
        EndpointException late = await Assert.ThrowsAsync<EndpointException>(() => limited);
        Assert.True(late.IsTimeout);
        Assert.Equal("The model gave no answer within 300 s.", late.Message);
        Assert.False(unlimited.IsCompleted);
    }

    private sealed class HangingClient : IChatClient
    {
        public async Task<ChatResponse> GetResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            throw new InvalidOperationException("Never comes to this.");
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
