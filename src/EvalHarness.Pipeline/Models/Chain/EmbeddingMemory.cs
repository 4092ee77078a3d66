using Microsoft.Extensions.AI;

namespace EvalHarness.Pipeline.Models.Chain;

/// <summary>
/// The latest embeddings of a model, so that a document of several samples is embedded once. When it is full the oldest
/// go. Thread-safe.
/// </summary>
/// <param name="mostBytes">Most memory of texts and vectors.</param>
internal sealed class EmbeddingMemory(long mostBytes = EmbeddingMemory.UsualBytes)
{
    private const long UsualBytes = 256L << 20;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Embedding<float>> _known = new(StringComparer.Ordinal);
    private readonly Queue<string> _oldest = new();
    private long _bytes;

    /// <summary>The embedding of a text; <c>null</c> when it is not remembered.</summary>
    public Embedding<float>? Find(string text)
    {
        lock (_lock)
        {
            return _known.GetValueOrDefault(text);
        }
    }

    /// <summary>Remembers an embedding; the first one of a text stays.</summary>
    public void Add(string text, Embedding<float> embedding)
    {
        lock (_lock)
        {
            if (!_known.TryAdd(text, embedding))
            {
                return;
            }

            _oldest.Enqueue(text);
            _bytes += BytesOf(text, embedding);
            while (_bytes > mostBytes)
            {
                string oldest = _oldest.Dequeue();
                _known.Remove(oldest, out Embedding<float>? gone);
                _bytes -= BytesOf(oldest, gone!);
            }
        }
    }

    private static long BytesOf(string text, Embedding<float> embedding) =>
        ((long)text.Length * sizeof(char)) + ((long)embedding.Vector.Length * sizeof(float));
}
