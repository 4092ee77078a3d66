using EvalHarness.Pipeline.Models.Endpoints;
using EvalHarness.Tests.Testing;
using Microsoft.Extensions.AI;

namespace EvalHarness.Tests.Pipeline.Models.Endpoints;

public sealed class RedirectTests
{
    [Theory]
    [InlineData(301, "http://127.0.0.1:9/elsewhere?token=abc", "http://127.0.0.1:9/elsewhere.")]
    [InlineData(302, "/v2/chat/completions", "/v2/chat/completions.")]
    [InlineData(307, "https://user:pass@other.example/v1", "https://other.example/v1.")]
    [InlineData(308, "", "names no target")]
    public async Task ARedirectIsRefusedAndNamesItsTarget(int status, string target, string named)
    {
        await using FakeEndpoint endpoint = new((_, _) => new()
        {
            Status = status,
            Header = target.Length == 0 ? null : "Location: " + target,
            Body = FakeReply.Answer("from elsewhere").Body,
        });
        using OpenAIChatClientAdapter client = new(endpoint.Address, "m", null);
        EndpointException error = await Assert.ThrowsAsync<EndpointException>(
            () => client.GetResponseAsync(new ChatMessage(ChatRole.User, "?")));
        Assert.False(error.IsTransient);
        Assert.Contains($"a redirect ({status})", error.Message, StringComparison.Ordinal);
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("abc", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("pass", error.Message, StringComparison.Ordinal);
        Assert.Single(endpoint.Requests);
    }

    [Fact]
    public async Task AProbeFollowsNoRedirectEither()
    {
        await using FakeEndpoint endpoint = new((_, _) => FakeReply.Answer(""))
        {
            Models = new() { Status = 307, Header = "Location: http://127.0.0.1:9/v1/models" },
        };
        string? problem = await new EndpointProbe(endpoint.Address, null, TimeSpan.FromMinutes(1))
            .FindProblemAsync(CancellationToken.None);
        Assert.Equal("a redirect (307) to http://127.0.0.1:9/v1/models", problem);
    }
}
