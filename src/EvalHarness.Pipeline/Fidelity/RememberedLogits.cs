using EvalHarness.Inference.Engine;
using EvalHarness.Pipeline.Models;
using Microsoft.Extensions.AI;

namespace EvalHarness.Pipeline.Fidelity;

/// <summary>
/// A model that reads a sequence once: asked for it again, it gives the same logits from memory, as far as the memory
/// reaches. For models that give the same bits for the same sequence.
/// </summary>
/// <param name="inner">The model; owned.</param>
/// <param name="memory">What was read of this model, weights and options alike.</param>
internal sealed class RememberedLogits(ILogitsModel inner, LogitMemory memory) : ILogitsModel
{
    /// <inheritdoc/>
    public ModelVocabulary Vocabulary => inner.Vocabulary;

    /// <inheritdoc/>
    public int LogitCount => inner.LogitCount;

    /// <inheritdoc/>
    public int ContextLength => inner.ContextLength;

    /// <inheritdoc/>
    public int[] EncodeText(string text) => inner.EncodeText(text);

    /// <inheritdoc/>
    public int[] EncodeConversation(IEnumerable<ChatMessage> messages) => inner.EncodeConversation(messages);

    /// <inheritdoc/>
    public int[] EncodeContinuation(string text) => inner.EncodeContinuation(text);

    /// <inheritdoc/>
    public bool EndsAnswer(int token) => inner.EndsAnswer(token);

    /// <inheritdoc/>
    public async Task ReadLogitsAsync(
        IReadOnlyList<int> tokens, int firstPosition, LogitsReader reader, CancellationToken cancellationToken)
    {
        string key = FormattableString.Invariant($"{firstPosition} {string.Join(' ', tokens)}");
        if (memory.Find(key) is { } known)
        {
            // Readers may wait for one another, so this has a thread of its own as a model has.
            await Task.Run(() => Give(known, firstPosition, reader, cancellationToken), cancellationToken);
            return;
        }

        LogitMemory.Room? room = memory.Reserve(tokens.Count - firstPosition, LogitCount);
        try
        {
            await inner.ReadLogitsAsync(tokens, firstPosition, Keep, cancellationToken);
        }
        catch
        {
            memory.GiveBack(room);
            throw;
        }

        memory.Keep(key, room);

        void Keep(int position, ReadOnlySpan<float> logits)
        {
            room?.Add(logits);
            reader(position, logits);
        }
    }

    /// <inheritdoc/>
    public Task<GreedyText> ContinueAsync(
        IReadOnlyList<int> prompt, int maxTokens, CancellationToken cancellationToken) =>
        memory.ContinueAsync(
            FormattableString.Invariant($"{maxTokens} {string.Join(' ', prompt)}"),
            () => inner.ContinueAsync(prompt, maxTokens, cancellationToken));

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private static void Give(
        IReadOnlyList<float[]> rows, int firstPosition, LogitsReader reader, CancellationToken cancellationToken)
    {
        for (int i = 0; i < rows.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            reader(firstPosition + i, rows[i]);
        }
    }
}
