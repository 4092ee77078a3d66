using EvalHarness.Inference.Kernels;

namespace EvalHarness.Inference.Transformer;

/// <summary>Keys and values of one sequence, and the tokens that they belong to.</summary>
internal sealed class CacheSlot(long length) : IDisposable
{
    private readonly List<int> _tokens = [];
    private AlignedBuffer? _memory;

    /// <summary>Tokens whose keys and values are held, from position 0.</summary>
    public IReadOnlyList<int> Tokens => _tokens;

    /// <summary>Memory in use, in bytes; none before the first token.</summary>
    public long Bytes => _memory?.Bytes ?? 0;

    /// <summary>The floats of all layers.</summary>
    public AlignedBuffer Memory => _memory ??= new AlignedBuffer(length);

    /// <summary>Notes a token whose keys and values are about to be written.</summary>
    public void Append(int token) => _tokens.Add(token);

    /// <summary>Forgets all but the first <paramref name="count"/> tokens.</summary>
    public void Truncate(int count) => _tokens.RemoveRange(count, _tokens.Count - count);

    /// <summary>Number of leading tokens that equal those of <paramref name="tokens"/>.</summary>
    public int CommonPrefix(ReadOnlySpan<int> tokens) =>
        System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_tokens).CommonPrefixLength(tokens);

    /// <inheritdoc/>
    public void Dispose() => _memory?.Dispose();
}
