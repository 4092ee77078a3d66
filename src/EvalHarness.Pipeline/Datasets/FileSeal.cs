using System.IO.Hashing;
using System.Security.Cryptography;

namespace EvalHarness.Pipeline.Datasets;

/// <summary>
/// What a file held when it was first read: whatever else is read of it is known to be the same. The file is read in
/// the background.
/// </summary>
/// <remarks>
/// 64 bits of XXH3 per block find any change that is made by accident; SHA-256 identifies the whole.
/// </remarks>
internal sealed class FileSeal : IDisposable
{
    /// <summary>Bytes of a block; the last may have fewer.</summary>
    public const int BlockBytes = 1 << 16;

    private readonly CancellationTokenSource _stop = new();
    private readonly List<ulong> _blocks = [];

    // Hashes of blocks that whoever reads the file came to before the background.
    private readonly Dictionary<long, ulong> _ahead = [];
    private readonly Task<string?> _work;

    /// <summary>Begins to read a file.</summary>
    /// <param name="file">The file, at its start; disposed when it is read.</param>
    public FileSeal(FileStream file)
    {
        Length = file.Length;
        _work = Task.Factory.StartNew(
            () => Read(file), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Length of the file in bytes.</summary>
    public long Length { get; }

    /// <summary>SHA-256 of the file's bytes in lower-case hexadecimal; waits until all are read.</summary>
    /// <param name="read">Told now and then how many bytes were read so far.</param>
    /// <param name="cancellationToken">Cancels the waiting.</param>
    /// <returns><c>null</c> where something else was read of it before.</returns>
    /// <exception cref="IOException">The file could not be read.</exception>
    public async Task<string?> GetSha256Async(Action<long> read, CancellationToken cancellationToken)
    {
        while (!_work.IsCompleted)
        {
            await Task.WhenAny(_work, Task.Delay(100, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
            lock (_blocks)
            {
                read(Math.Min(Length, (long)_blocks.Count * BlockBytes));
            }
        }

        return await _work;
    }

    /// <summary>The refusal of a file that was changed.</summary>
    /// <param name="place">What to call it.</param>
    public static InvalidInputException Changed(string place) => new(
        place, "another content than when it was checked", "a file that does not change during a run",
        "Start again when the file is complete.");

    /// <summary>A block has the bytes that it had; one that was not read before is compared when it is.</summary>
    /// <param name="block">Its number, from 0.</param>
    /// <param name="bytes">Its bytes now.</param>
    public bool Matches(long block, ReadOnlySpan<byte> bytes)
    {
        ulong hash = XxHash3.HashToUInt64(bytes);
        lock (_blocks)
        {
            return bytes.Length == Math.Min(BlockBytes, Length - (block * BlockBytes))
                && (block < _blocks.Count ? _blocks[(int)block] : Claim(block, hash)) == hash;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Cancel();
        _ = _work.ContinueWith(_ => _stop.Dispose(), TaskScheduler.Default);
    }

    private ulong Claim(long block, ulong hash) =>
        _ahead.TryAdd(block, hash) ? hash : _ahead[block];

    private string? Read(FileStream file)
    {
        using FileStream stream = file;
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] block = new byte[BlockBytes];
        bool isSame = true;
        for (long left = Length; left > 0;)
        {
            _stop.Token.ThrowIfCancellationRequested();
            Span<byte> bytes = block.AsSpan(0, (int)Math.Min(BlockBytes, left));
            stream.ReadExactly(bytes);
            hash.AppendData(bytes);
            ulong found = XxHash3.HashToUInt64(bytes);
            lock (_blocks)
            {
                isSame &= !_ahead.Remove(_blocks.Count, out ulong before) || before == found;
                _blocks.Add(found);
            }

            left -= bytes.Length;
        }

        return isSame ? Convert.ToHexStringLower(hash.GetHashAndReset()) : null;
    }
}
