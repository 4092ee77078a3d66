using System.Buffers.Binary;
using System.Security.Cryptography;

namespace EvalHarness.Pipeline.Files;

/// <summary>The ids that a file has had so far, with their lines.</summary>
/// <remarks>16 bytes of a hash stand for an id, so that millions of long ids fit.</remarks>
internal sealed class IdTable
{
    private readonly Dictionary<UInt128, int> _lines = [];

    /// <summary>Adds an id, and gives the line on which it was before; <c>null</c> when it is new.</summary>
    /// <param name="id">The id in UTF-8.</param>
    /// <param name="line">Its line.</param>
    public int? Add(ReadOnlySpan<byte> id, int line)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(id, hash);
        UInt128 key = BinaryPrimitives.ReadUInt128LittleEndian(hash);
        return _lines.TryAdd(key, line) ? null : _lines[key];
    }
}
