using EvalHarness.Pipeline.Models.Endpoints;
using EvalHarness.Tests.Testing;
using Microsoft.Extensions.AI;

namespace EvalHarness.Tests.Pipeline.Models.Endpoints;

public sealed class BoundedBodyTests
{
    [Theory]
    [InlineData(1000, true)]
    [InlineData(1001, false)]
    public async Task ABodyIsReadUpToItsBoundAndNoFurther(int length, bool isRead)
    {
        using StringContent body = new(new string('x', length));
        Task<ReadOnlyMemory<byte>> reading = BoundedBody.ReadAsync(body, most: 1000, cuts: false, default);
        if (isRead)
        {
            Assert.Equal(length, (await reading).Length);
        }
        else
        {
            await Assert.ThrowsAsync<EndpointException>(() => reading);
        }
    }

    [Theory]
    [InlineData("application/json", 200)]
    [InlineData("text/event-stream", 200)]
    [InlineData("application/json", 500)]
    public async Task ABodyWithoutEndIsLeft(string type, int status)
    {
        string piece = type == "text/event-stream" ? ": " + new string('x', 65_000) + "\n" : new string(' ', 65_536);
        await using FakeEndpoint server = new((_, _) => new()
        {
            Status = status,
            ContentType = type,
            Body = piece,
            Ending = FakeEnding.Endless,
        });
        using OpenAIChatClientAdapter client = new(server.Address, "m", null);
        EndpointException error = await Assert.ThrowsAsync<EndpointException>(
            () => client.GetResponseAsync(new ChatMessage(ChatRole.User, "?")));
        Assert.Equal(status == 500, error.IsTransient);
        Assert.Contains(status == 500 ? "answered 500" : "16 MiB", error.Message, StringComparison.Ordinal);
    }
}
