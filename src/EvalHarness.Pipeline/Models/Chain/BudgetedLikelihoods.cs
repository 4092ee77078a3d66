using Microsoft.Extensions.AI;

namespace EvalHarness.Pipeline.Models.Chain;

/// <summary>
/// Counts readings of likelihoods against the budget like other calls. The model does not say how many tokens it read,
/// so each reading costs its upper bound.
/// </summary>
internal sealed class BudgetedLikelihoods(ILogLikelihoodModel inner, CallBudget budget) : ILogLikelihoodModel
{
    /// <inheritdoc/>
    /// <exception cref="BudgetExhaustedException">The budget has no room for the call.</exception>
    public Task<IReadOnlyList<LogLikelihood>> ScoreContinuationsAsync(
        IReadOnlyList<ChatMessage> prompt, IReadOnlyList<string> continuations, CancellationToken cancellationToken)
    {
        budget.Take(TokenBound.ForReading(prompt.Select(message => message.Text).Concat(continuations)));
        return inner.ScoreContinuationsAsync(prompt, continuations, cancellationToken);
    }

    /// <inheritdoc/>
    /// <exception cref="BudgetExhaustedException">The budget has no room for the call.</exception>
    public Task<LogLikelihood> ScoreTextAsync(string text, CancellationToken cancellationToken)
    {
        budget.Take(TokenBound.ForReading([text]));
        return inner.ScoreTextAsync(text, cancellationToken);
    }
}
