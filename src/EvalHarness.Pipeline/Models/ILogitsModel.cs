using EvalHarness.Inference;
using EvalHarness.Inference.Engine;
using Microsoft.Extensions.AI;

namespace EvalHarness.Pipeline.Models;

/// <summary>
/// A model in this process whose logits can be read at every position of a sequence; obtained from a chat client
/// through <c>GetService</c>. Thread-safe. Disposing it gives back what it holds alone.
/// </summary>
public interface ILogitsModel : IAsyncDisposable
{
    /// <summary>What its tokens are.</summary>
    ModelVocabulary Vocabulary { get; }

    /// <summary>Logits per position.</summary>
    int LogitCount { get; }

    /// <summary>Positions of a sequence.</summary>
    int ContextLength { get; }

    /// <summary>
    /// The tokens of a text from its beginning: the begin token where the model wants one, no end token.
    /// </summary>
    int[] EncodeText(string text);

    /// <summary>The tokens of a conversation, up to the assistant's turn.</summary>
    int[] EncodeConversation(IEnumerable<ChatMessage> messages);

    /// <summary>The tokens of a text that continues another.</summary>
    int[] EncodeContinuation(string text);

    /// <summary>The token ends an answer.</summary>
    bool EndsAnswer(int token);

    /// <summary>Evaluates a sequence and hands the logits after each position to a reader.</summary>
    /// <param name="tokens">The sequence, from position 0; at most the context.</param>
    /// <param name="firstPosition">First position whose logits are read.</param>
    /// <param name="reader">Takes the logits, in the order of positions.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="ContextOverflowException">The sequence is longer than the context.</exception>
    /// <exception cref="NotSupportedException">The model gives no logits of every position.</exception>
    Task ReadLogitsAsync(
        IReadOnlyList<int> tokens, int firstPosition, LogitsReader reader, CancellationToken cancellationToken);

    /// <summary>Continues a prompt by the most likely token each time.</summary>
    /// <param name="prompt">Tokens before it.</param>
    /// <param name="maxTokens">Most tokens.</param>
    /// <param name="cancellationToken">Ends it.</param>
    Task<GreedyText> ContinueAsync(IReadOnlyList<int> prompt, int maxTokens, CancellationToken cancellationToken);
}
