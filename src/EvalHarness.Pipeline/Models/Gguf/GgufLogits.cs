using EvalHarness.Inference.Engine;
using Microsoft.Extensions.AI;

namespace EvalHarness.Pipeline.Models.Gguf;

/// <summary>Logits of a model in the embedded engine.</summary>
/// <param name="engine">The engine.</param>
/// <param name="ownsEngine">Disposing this disposes the engine.</param>
internal sealed class GgufLogits(InferenceEngine engine, bool ownsEngine) : ILogitsModel
{
    private readonly Lazy<ModelVocabulary> _vocabulary = new(() => ModelVocabulary.From(engine.Tokenizer));

    /// <summary>How conversations are written; <c>null</c> where none is read.</summary>
    public ModelPrompts? Prompts { get; init; }

    /// <inheritdoc/>
    public ModelVocabulary Vocabulary => _vocabulary.Value;

    /// <inheritdoc/>
    public int LogitCount => engine.VocabularyLength;

    /// <inheritdoc/>
    public int ContextLength => engine.ContextLength;

    /// <inheritdoc/>
    public int[] EncodeText(string text) => engine.Tokenizer.EncodeBeginning(text);

    /// <inheritdoc/>
    public int[] EncodeConversation(IEnumerable<ChatMessage> messages) =>
        Prompts!.Render([.. messages]).Encode(engine.Tokenizer);

    /// <inheritdoc/>
    public int[] EncodeContinuation(string text) => engine.EncodeContinuation(text);

    /// <inheritdoc/>
    public bool EndsAnswer(int token) => engine.Tokenizer.IsEndOfGeneration(token);

    /// <inheritdoc/>
    public Task ReadLogitsAsync(
        IReadOnlyList<int> tokens, int firstPosition, LogitsReader reader, CancellationToken cancellationToken) =>
        engine.ReadLogitsAsync(tokens, firstPosition, reader, cancellationToken);

    /// <inheritdoc/>
    public async Task<GreedyText> ContinueAsync(
        IReadOnlyList<int> prompt, int maxTokens, CancellationToken cancellationToken)
    {
        GenerationResult written = await engine.GenerateAsync(
            new GenerationRequest { PromptTokens = prompt, MaxTokens = maxTokens }, onText: null, cancellationToken);
        return new(written.Tokens, written.FinishReason == FinishReason.EndOfText);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ownsEngine ? engine.DisposeAsync() : ValueTask.CompletedTask;
}
