using System.IO.Hashing;
using System.Security.Cryptography;

namespace EvalHarness.Pipeline.Datasets;

/// <summary>What a file held when it was first read: whatever is read of it later is known to be the same.</summary>
/// <remarks>
/// 64 bits of XXH3 per block find any change that is made by accident; SHA-256 identifies the whole.
/// </remarks>
internal sealed class FileSeal
{
    /// <summary>Bytes of a block; the last may have fewer.</summary>
    public const int BlockBytes = 1 << 18;

    private readonly List<ulong> _blocks = [];

    private FileSeal()
    {
    }

    /// <summary>Length of the file in bytes.</summary>
    public long Length { get; private set; }

    /// <summary>SHA-256 of the file's bytes in lower-case hexadecimal.</summary>
    public string Sha256 { get; private set; } = "";

    /// <summary>Reads a file from start to end.</summary>
    /// <param name="file">The file, at its start.</param>
    /// <param name="read">Told how many bytes were read so far.</param>
    /// <param name="cancellationToken">Cancels between blocks.</param>
    public static async Task<FileSeal> CreateAsync(
        FileStream file, Action<long> read, CancellationToken cancellationToken)
    {
        FileSeal seal = new();
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] block = new byte[BlockBytes];
        int length;
        do
        {
            length = await file.ReadAtLeastAsync(block, BlockBytes, throwOnEndOfStream: false, cancellationToken);
            hash.AppendData(block.AsSpan(0, length));
            seal._blocks.Add(XxHash3.HashToUInt64(block.AsSpan(0, length)));
            seal.Length += length;
            read(seal.Length);
        }
        while (length == BlockBytes);
        seal.Sha256 = Convert.ToHexStringLower(hash.GetHashAndReset());
        return seal;
    }

    /// <summary>A block has the bytes that it had.</summary>
    /// <param name="block">Its number, from 0.</param>
    /// <param name="bytes">Its bytes now.</param>
    public bool Matches(long block, ReadOnlySpan<byte> bytes) =>
        block < _blocks.Count && bytes.Length == Math.Min(BlockBytes, Length - (block * BlockBytes))
        && _blocks[(int)block] == XxHash3.HashToUInt64(bytes);
}
