using EvalHarness.Pipeline.Models.Endpoints;
using Microsoft.Extensions.AI;

namespace EvalHarness.Pipeline.Models.Chain;

/// <summary>Counts every call against the budget, and makes none that could exceed it.</summary>
internal sealed class BudgetClient(IChatClient inner, ChainOptions chain) : WholeAnswerClient(inner)
{
    /// <inheritdoc/>
    /// <exception cref="BudgetExhaustedException">The budget has no room for the call.</exception>
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        if (chain.Budget is not { } budget)
        {
            return await InnerClient.GetResponseAsync(messages, options, cancellationToken);
        }

        IReadOnlyList<ChatMessage> prompt = [.. messages];
        TokenBound bound = TokenBound.Of(prompt, options);
        budget.Take(bound);
        try
        {
            ChatResponse response = await InnerClient.GetResponseAsync(prompt, options, cancellationToken);
            budget.Settle(bound, new(
                response.Usage?.InputTokenCount ?? bound.Input, response.Usage?.OutputTokenCount ?? bound.Output));
            return response;
        }
        catch (EndpointException refusal) when (refusal.Status is not null)
        {
            // A refused request generated nothing. One that broke may have been paid for: its bound stays taken.
            budget.Settle(bound, default);
            throw;
        }
    }
}
