using EvalHarness.Inference.Kernels;

namespace EvalHarness.Inference.Transformer;

/// <summary>Keys and values of one sequence, and the tokens that they belong to. Its memory grows with them.</summary>
/// <param name="heads">Key-value heads of all layers.</param>
/// <param name="most">Positions that it may grow to, a multiple of <see cref="AttentionKernel.KeyBlock"/>.</param>
/// <param name="storeFor">How a head lies in memory that has room for some positions.</param>
/// <param name="budget">What the memory counts against; <c>null</c> for the process's.</param>
internal sealed unsafe class CacheSlot(int heads, int most, Func<int, HeadStore> storeFor, MemoryBudget? budget = null)
    : IDisposable
{
    /// <summary>Positions that a sequence has memory for at least.</summary>
    public const int Least = 512;

    private readonly List<int> _tokens = [];
    private HeadStore? _store;
    private AlignedBuffer? _memory;

    /// <summary>Tokens whose keys and values are held, from position 0.</summary>
    public IReadOnlyList<int> Tokens => _tokens;

    /// <summary>Memory in use, in bytes; none before the first token.</summary>
    public long Bytes => _memory?.Bytes ?? 0;

    /// <summary>Positions that there is memory for; 0 before the first token.</summary>
    public int Capacity => _store?.Capacity ?? 0;

    /// <summary>How a head lies in its memory; there is none before <see cref="Reserve"/>.</summary>
    public HeadStore Store => _store!;

    /// <summary>Memory of a head; there is none before <see cref="Reserve"/>.</summary>
    public byte* Head(int index) => (byte*)_memory!.Start + (_store!.Bytes * index);

    /// <summary>
    /// Makes room for the first positions, at least twice as many as there were: so a long context costs memory only
    /// where a sequence is long.
    /// </summary>
    /// <exception cref="OutOfMemoryException">The system does not grant the memory.</exception>
    public void Reserve(int positions)
    {
        if (positions <= Capacity)
        {
            return;
        }

        int wanted = Math.Max(AlignedBuffer.RoundUp(positions, AttentionKernel.KeyBlock), Least);
        HeadStore store = storeFor((int)Math.Min(most, Math.Max(wanted, 2L * Capacity)));
        AlignedBuffer memory = new((checked(store.Bytes * heads) + sizeof(float) - 1) / sizeof(float), budget);
        for (int head = 0; head < heads && _store is not null; head++)
        {
            store.CopyPrefix(
                Head(head), Capacity, (byte*)memory.Start + (store.Bytes * head), Capacity);
        }

        _memory?.Dispose();
        (_store, _memory) = (store, memory);
    }

    /// <summary>Notes a token whose keys and values are about to be written.</summary>
    public void Append(int token) => _tokens.Add(token);

    /// <summary>Forgets all but the first <paramref name="count"/> tokens.</summary>
    public void Truncate(int count) => _tokens.RemoveRange(count, _tokens.Count - count);

    /// <summary>Number of leading tokens that equal those of <paramref name="tokens"/>.</summary>
    public int CommonPrefix(ReadOnlySpan<int> tokens) =>
        System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_tokens).CommonPrefixLength(tokens);

    /// <summary>Forgets all tokens and gives the memory back.</summary>
    public void Clear()
    {
        _tokens.Clear();
        _memory?.Dispose();
        (_store, _memory) = (null, null);
    }

    /// <inheritdoc/>
    public void Dispose() => _memory?.Dispose();
}
