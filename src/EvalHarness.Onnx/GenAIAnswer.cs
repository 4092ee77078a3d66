namespace EvalHarness.Onnx;

/// <summary>How an answer ended.</summary>
/// <param name="Tokens">Tokens made, that which ended the answer left out.</param>
/// <param name="IsStopped">The model or a stop string ended it; otherwise it was cut off.</param>
/// <param name="HasEnded">The model ended it.</param>
internal sealed record GenAIAnswer(int Tokens, bool IsStopped, bool HasEnded)
{
    /// <summary>Makes an answer, token by token, in a sequence of its own.</summary>
    /// <param name="model">The model.</param>
    /// <param name="prompt">Tokens before the answer.</param>
    /// <param name="sampling">How tokens are chosen.</param>
    /// <param name="maxTokens">Most tokens; the context may end the answer earlier.</param>
    /// <param name="stopStrings">Texts that end the answer and are no part of it.</param>
    /// <param name="onText">Gets each piece of the answer as soon as it is certain.</param>
    /// <param name="cancellationToken">Ends it between two tokens.</param>
    /// <param name="onToken">Gets each token; may be <c>null</c>.</param>
    /// <exception cref="InvalidOperationException">The prompt is empty, or leaves no room for an answer.</exception>
    public static GenAIAnswer Generate(
        IGenAIModel model,
        int[] prompt,
        GenAISampling sampling,
        int maxTokens,
        IReadOnlyList<string> stopStrings,
        Action<string> onText,
        CancellationToken cancellationToken,
        Action<int>? onToken = null)
    {
        int room = model.Folder.ContextLength - prompt.Length;
        if (prompt.Length == 0 || room < 1)
        {
            throw new InvalidOperationException(FormattableString.Invariant(
                $"A prompt of {prompt.Length} tokens leaves no room in a context of {model.Folder.ContextLength}."));
        }

        int limit = Math.Min(maxTokens, room);
        using IGenAISequence sequence = model.Begin(sampling, prompt.Length + limit);
        using GenAIWriter writer = new(model, limit, stopStrings, onText, onToken);
        sequence.Append(prompt);
        while (!writer.IsOver)
        {
            cancellationToken.ThrowIfCancellationRequested();
            writer.Take(sequence.GenerateNext());
        }

        return writer.Finish();
    }
}
