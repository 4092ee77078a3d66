using System.Runtime.CompilerServices;
using EvalHarness.Pipeline.Models.Endpoints;
using Microsoft.Extensions.AI;

namespace EvalHarness.Pipeline.Models.Chain;

/// <summary>Counts every call against the budget, and makes none that could exceed it.</summary>
internal sealed class BudgetClient(IChatClient inner, ChainOptions chain) : DelegatingChatClient(inner)
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
        TokenBound bound = TokenBound.For(prompt, options);
        budget.Take(bound);
        try
        {
            ChatResponse response = await InnerClient.GetResponseAsync(prompt, options, cancellationToken);
            budget.Settle(bound, Used(response.Usage, bound));
            return response;
        }
        catch (EndpointException refusal) when (refusal.Status is not null)
        {
            // A refused request generated nothing. One that broke may have been paid for: its bound stays taken.
            budget.Settle(bound, default);
            throw;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="BudgetExhaustedException">The budget has no room for the call.</exception>
    public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default) =>
        chain.Budget is { } budget
            ? StreamAsync([.. messages], options, budget, cancellationToken)
            : InnerClient.GetStreamingResponseAsync(messages, options, cancellationToken);

    /// <inheritdoc/>
    public override object? GetService(Type serviceType, object? serviceKey = null) =>
        base.GetService(serviceType, serviceKey) is { } service
            ? service is ILogLikelihoodModel likelihoods && chain.Budget is { } budget
                && serviceType == typeof(ILogLikelihoodModel)
                ? new BudgetedLikelihoods(likelihoods, budget)
                : service
            : null;

    private async IAsyncEnumerable<ChatResponseUpdate> StreamAsync(
        IReadOnlyList<ChatMessage> prompt,
        ChatOptions? options,
        CallBudget budget,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        TokenBound bound = TokenBound.For(prompt, options);
        budget.Take(bound);
        UsageDetails? usage = null;
        await foreach (ChatResponseUpdate update in InnerClient.GetStreamingResponseAsync(
            prompt, options, cancellationToken))
        {
            usage = update.Contents.OfType<UsageContent>().LastOrDefault()?.Details ?? usage;
            yield return update;
        }

        budget.Settle(bound, Used(usage, bound));
    }

    private static TokenBound Used(UsageDetails? usage, TokenBound bound) =>
        new(usage?.InputTokenCount ?? bound.Input, usage?.OutputTokenCount ?? bound.Output);
}
