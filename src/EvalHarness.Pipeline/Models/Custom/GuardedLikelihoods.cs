using EvalHarness.Pipeline.Models.Endpoints;
using Microsoft.Extensions.AI;

namespace EvalHarness.Pipeline.Models.Custom;

/// <summary>Log-likelihoods of a model that the user wrote: one for each text, or the sample fails.</summary>
/// <param name="inner">The model; not owned.</param>
/// <param name="failure">Says what went wrong.</param>
internal sealed class GuardedLikelihoods(ILogLikelihoodModel inner, CustomFailure failure) : ILogLikelihoodModel
{
    // Sums of single precision may come out a little above 0.
    private const double Slack = 1e-3;

    /// <inheritdoc/>
    /// <exception cref="EndpointException">The model failed, or gave no log-likelihood for a text.</exception>
    public async Task<IReadOnlyList<LogLikelihood>> ScoreContinuationsAsync(
        IReadOnlyList<ChatMessage> prompt, IReadOnlyList<string> continuations, CancellationToken cancellationToken)
    {
        IReadOnlyList<LogLikelihood>? found = await failure.GuardAsync(
            () => inner.ScoreContinuationsAsync(prompt, continuations, cancellationToken), cancellationToken);
        return found?.Count == continuations.Count
            ? [.. found.Select(Check)]
            : throw failure.Gave(FormattableString.Invariant(
                $"{found?.Count ?? 0} log-likelihoods for {continuations.Count} texts"));
    }

    /// <inheritdoc/>
    /// <exception cref="EndpointException">The model failed, or gave no log-likelihood.</exception>
    public async Task<LogLikelihood> ScoreTextAsync(string text, CancellationToken cancellationToken) =>
        Check(await failure.GuardAsync(() => inner.ScoreTextAsync(text, cancellationToken), cancellationToken));

    private LogLikelihood Check(LogLikelihood? found) =>
        found is { Tokens: > 0 } && double.IsFinite(found.Sum) && found.Sum <= Slack
            ? found
            : throw failure.Gave(found is null ? "no log-likelihood" : FormattableString.Invariant(
                $"a log-likelihood of {found.Sum} for {found.Tokens} tokens"));
}
