using EvalHarness.Inference;
using EvalHarness.Inference.Engine;
using EvalHarness.Pipeline.Models;
using Microsoft.Extensions.AI;

namespace EvalHarness.Onnx;

/// <summary>Logits of a model folder, which stays its owner's.</summary>
/// <param name="model">The model.</param>
/// <param name="prompts">How conversations are written.</param>
internal sealed class GenAILogits(IGenAIModel model, ModelPrompts prompts) : ILogitsModel
{
    private readonly GenAIPrompts _prompts = new(model, prompts);
    private readonly Lazy<ModelVocabulary> _vocabulary = new(() => GenAIVocabulary.Read(model.Folder));

    /// <inheritdoc/>
    /// <exception cref="InvalidInputException">The folder has no <c>tokenizer.json</c> that tells them.</exception>
    public ModelVocabulary Vocabulary => _vocabulary.Value;

    /// <inheritdoc/>
    public int LogitCount => model.Folder.VocabularyLength;

    /// <inheritdoc/>
    public int ContextLength => model.Folder.ContextLength;

    /// <inheritdoc/>
    public int[] EncodeText(string text) => _prompts.EncodeText(text);

    /// <inheritdoc/>
    public int[] EncodeConversation(IEnumerable<ChatMessage> messages) => _prompts.Encode([.. messages]);

    /// <inheritdoc/>
    public int[] EncodeContinuation(string text) => _prompts.EncodeContinuation(text);

    /// <inheritdoc/>
    public bool EndsAnswer(int token) => model.Folder.EndIds.Contains(token);

    /// <inheritdoc/>
    public Task ReadLogitsAsync(
        IReadOnlyList<int> tokens, int firstPosition, LogitsReader reader, CancellationToken cancellationToken) =>
        Task.Run(() => Read([.. tokens], firstPosition, reader, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<GreedyText> ContinueAsync(
        IReadOnlyList<int> prompt, int maxTokens, CancellationToken cancellationToken) =>
        Task.Run(() => Continue([.. prompt], maxTokens, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void Read(int[] tokens, int firstPosition, LogitsReader reader, CancellationToken cancellationToken)
    {
        RequireRoom(tokens.Length);
        using IGenAISequence sequence = model.Begin(GenAISampling.Greedy, model.Folder.ContextLength);
        sequence.Append(tokens);
        GenAIScorer.RequireEveryPosition(sequence, tokens.Length);
        float[] logits = new float[model.Folder.VocabularyLength];
        for (int position = firstPosition; position < tokens.Length; position++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            sequence.ReadLogits(position, logits);
            reader(position, logits);
        }
    }

    private GreedyText Continue(int[] prompt, int maxTokens, CancellationToken cancellationToken)
    {
        int limit = Math.Min(maxTokens, model.Folder.ContextLength - prompt.Length);
        RequireRoom(prompt.Length + Math.Max(1, limit));
        List<int> written = [];
        GenAIAnswer answer = GenAIAnswer.Generate(
            model, prompt, GenAISampling.Greedy, limit, [], _ => { }, cancellationToken, written.Add);
        return new(written, answer.HasEnded);
    }

    private void RequireRoom(int needed)
    {
        if (needed > model.Folder.ContextLength)
        {
            throw new ContextOverflowException(needed, model.Folder.ContextLength);
        }
    }
}
