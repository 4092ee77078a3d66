namespace EvalHarness.Inference.Tokenization;

/// <summary>The bytes that each token writes, in one block of memory.</summary>
internal sealed class TokenBytes
{
    private readonly byte[] _bytes;
    private readonly int[] _ends;

    /// <summary>Collects the bytes of all tokens.</summary>
    public TokenBytes(int count, Func<int, ReadOnlySpan<byte>> bytesOf)
    {
        List<byte> bytes = [];
        _ends = new int[count];
        for (int id = 0; id < count; id++)
        {
            bytes.AddRange(bytesOf(id));
            _ends[id] = bytes.Count;
        }

        _bytes = [.. bytes];
    }

    /// <summary>The bytes of a token.</summary>
    public ReadOnlySpan<byte> this[int id] => _bytes.AsSpan()[(id == 0 ? 0 : _ends[id - 1]).._ends[id]];
}
