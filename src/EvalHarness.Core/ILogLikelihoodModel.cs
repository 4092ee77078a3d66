using Microsoft.Extensions.AI;

namespace EvalHarness;

/// <summary>
/// A model that can say how likely it finds a given text; obtained from a chat client through
/// <c>GetService</c>. Implementations are thread-safe.
/// </summary>
public interface ILogLikelihoodModel
{
    /// <summary>Scores each continuation after the same prompt, as if the model had to write it.</summary>
    /// <param name="prompt">The conversation up to the assistant's turn.</param>
    /// <param name="continuations">
    /// Non-empty texts, scored verbatim as the prompt goes on with them: white space that ends the prompt counts as
    /// their own.
    /// </param>
    /// <param name="cancellationToken">Cancels between batches.</param>
    /// <returns>One log-likelihood in nats per continuation, in their order.</returns>
    Task<IReadOnlyList<LogLikelihood>> ScoreContinuationsAsync(
        IReadOnlyList<ChatMessage> prompt, IReadOnlyList<string> continuations, CancellationToken cancellationToken);

    /// <summary>Scores a whole text token by token, the first after the model's begin token.</summary>
    /// <param name="text">Any text; scored in rolling windows of the model's context.</param>
    /// <param name="cancellationToken">Cancels between windows.</param>
    Task<LogLikelihood> ScoreTextAsync(string text, CancellationToken cancellationToken);
}
