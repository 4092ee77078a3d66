using EvalHarness.Pipeline.Models.Chain;
using EvalHarness.Pipeline.Models.Endpoints;
using EvalHarness.Tests.Testing;
using Microsoft.Extensions.AI;

namespace EvalHarness.Tests.Pipeline.Models.Chain;

public sealed class CallBudgetTests
{
    [Fact]
    public void ACallThatDoesNotFitIsNotTaken()
    {
        CallBudget budget = new(calls: null, tokens: 100, usd: null, 0, 0);
        budget.Take(new(40, 50));
        budget.Settle(new(40, 50), new(20, 10));
        Assert.Equal(30, budget.Tokens);
        Assert.Throws<BudgetExhaustedException>(() => budget.Take(new(40, 31)));
        budget.Take(new(40, 30));
        Assert.Equal((2, 100), (budget.Calls, budget.Tokens));
    }

    [Fact]
    public void TokensArePaidAtTheirPrices()
    {
        CallBudget budget = new(calls: null, tokens: null, usd: 0.5, inputUsdPerMillion: 2, outputUsdPerMillion: 10);
        budget.Take(new(100_000, 30_000));
        Assert.Equal(0.5, budget.Usd, 12);
        Assert.Throws<BudgetExhaustedException>(() => budget.Take(new(1, 0)));
    }

    [Fact]
    public async Task RepeatedCallsCountAndTheBudgetStopsThem()
    {
        await using FakeEndpoint endpoint = new((_, _) => FakeReply.Fault("500"));
        CallBudget budget = new(calls: 3, tokens: null, usd: null, 0, 0);
        using IChatClient client = ModelChain.Around(
            new OpenAIChatClientAdapter(endpoint.Address, "m", null),
            new ChainOptions { ModelSha256 = "m", Budget = budget, FirstDelay = TimeSpan.FromMilliseconds(1) });
        BudgetExhaustedException stop = await Assert.ThrowsAsync<BudgetExhaustedException>(
            () => client.GetResponseAsync(new ChatMessage(ChatRole.User, "?")));
        Assert.Equal("The budget of 3 calls has no room for another call; 3 are used.", stop.Message);
        Assert.Equal(3, endpoint.Requests.Count);
    }

    [Fact]
    public async Task ABudgetInDollarsStopsBeforeItIsExceeded()
    {
        // A call: 1 byte and 16 around it at 10 $ per million, 100 tokens at 100 $: at most 0.01017 $; really 0.0006.
        AnsweringClient model = AnsweringClient.Saying("yes");
        CallBudget budget = new(calls: null, tokens: null, usd: 0.0115, 10, 100);
        using IChatClient client = ModelChain.Around(
            model, new ChainOptions { ModelSha256 = "m", Budget = budget, IsLocal = true });
        ChatOptions options = new() { MaxOutputTokens = 100 };
        await client.GetResponseAsync(new ChatMessage(ChatRole.User, "?"), options);
        Assert.Equal(((10 * 10) + (5 * 100)) / 1e6, budget.Usd, 12);
        await client.GetResponseAsync(new ChatMessage(ChatRole.User, "?"), options);
        await client.GetResponseAsync(new ChatMessage(ChatRole.User, "?"), options);
        BudgetExhaustedException stop = await Assert.ThrowsAsync<BudgetExhaustedException>(
            () => client.GetResponseAsync(new ChatMessage(ChatRole.User, "?"), options));
        Assert.Equal("The budget of 0.0115 usd has no room for another call; 0.0018 are used.", stop.Message);
        Assert.Equal(3, model.Seen.Count);
    }
}
