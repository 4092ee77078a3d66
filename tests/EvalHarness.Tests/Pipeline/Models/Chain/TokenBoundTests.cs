using EvalHarness.Pipeline.Models.Chain;
using EvalHarness.Pipeline.Models.Endpoints;
using Microsoft.Extensions.AI;

namespace EvalHarness.Tests.Pipeline.Models.Chain;

public sealed class TokenBoundTests
{
    [Fact]
    public void TokensCountAsThemselvesAndTextsByTheirBytes()
    {
        ChatOptions options = new() { MaxOutputTokens = 1 };
        TokenBound text = TokenBound.For([new ChatMessage(ChatRole.User, "four")], options);
        TokenBound tokens = TokenBound.For([new ChatMessage(ChatRole.User, [new TokenContent([7, 8, 9])])], options);
        Assert.Equal(1, text.Input - tokens.Input);
        Assert.Equal((1, tokens.Input + 1), (tokens.Output, tokens.Total));
    }
}
