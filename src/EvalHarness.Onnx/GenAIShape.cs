namespace EvalHarness.Onnx;

/// <summary>
/// The shape that a question is answered in, among others of its shape. It follows from the question alone, so that an
/// answer does not hang on which questions happened to be asked beside it: how far a prompt is filled up changes how
/// sums are rounded, and how many sequences stand beside it does not.
/// </summary>
/// <param name="PromptLength">Tokens of a prompt that is filled up.</param>
/// <param name="MaxTokens">Most tokens of an answer.</param>
internal readonly record struct GenAIShape(int PromptLength, int MaxTokens)
{
    private const int Shortest = 32;

    /// <summary>Most tokens of a sequence.</summary>
    public int Length => PromptLength + MaxTokens;

    /// <summary>The shape of a question; <c>null</c> for one that is answered alone.</summary>
    /// <remarks>
    /// Prompts are filled up to 32, 48, 64, 96, 128, 192 … tokens. Alone are questions that are sampled, as a seed is
    /// that of all sequences together; that hold the pad token, which the library would leave out; or without room.
    /// </remarks>
    public static GenAIShape? From(GenAIFolder folder, int[] prompt, GenAISampling sampling, int maxTokens)
    {
        int length = Shortest;
        while (length < prompt.Length)
        {
            length += int.IsPow2(length) ? length / 2 : length / 3;
        }

        return sampling.Temperature <= 0 && prompt.Length > 0 && maxTokens > 0
            && maxTokens <= folder.ContextLength - length
            && folder.PadId is { } pad && !prompt.Contains(pad)
            ? new GenAIShape(length, maxTokens)
            : null;
    }
}
