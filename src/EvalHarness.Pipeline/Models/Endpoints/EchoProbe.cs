using Microsoft.Extensions.AI;

namespace EvalHarness.Pipeline.Models.Endpoints;

/// <summary>
/// Asks an endpoint for the log-probabilities of one known sentence before the first sample. Servers that ignore
/// <c>echo</c> answer with the tokens that they generate, and every choice of a question would score the same.
/// </summary>
internal static class EchoProbe
{
    private const string Context = "The capital of France is";
    private const string Continuation = " Paris";

    /// <summary>Why the endpoint's log-likelihoods cannot be used; <c>null</c> when they can.</summary>
    /// <param name="model">Asked for plain text completions.</param>
    /// <param name="timeout">How long the answer may take.</param>
    /// <param name="cancellationToken">The caller's.</param>
    public static async Task<string?> FindProblemAsync(
        IChatClient model, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using CancellationTokenSource limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(timeout);
        try
        {
            IReadOnlyList<PromptToken> tokens = await EchoLikelihoods.ReadAsync(
                model, Context + Continuation, limited.Token);
            string shown = string.Concat(tokens.Select(token => token.Text));
            bool isInPlace = shown.EndsWith(Continuation, StringComparison.Ordinal)
                && tokens.Skip(1).All(token => token.LogProbability is not null);
            return !isInPlace ? "the endpoint's tokens and log-probabilities are not those of the prompt"
                : tokens.Skip(1).All(token => token.LogProbability == 0)
                    ? "the endpoint says that every token of a prompt was certain"
                    : null;
        }
        catch (EndpointException failure)
        {
            return failure.Message.TrimEnd('.');
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return FormattableString.Invariant($"no log-probabilities within {timeout.TotalSeconds:0} s");
        }
    }
}
