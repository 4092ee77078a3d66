using System.IO.Hashing;
using System.Security.Cryptography;

namespace EvalHarness.Pipeline.Datasets;

/// <summary>
/// What a file held when it was first read: whatever is read of it later is known to be the same. The file is read in
/// the background, ahead of whoever reads it again.
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
    private readonly Task<string> _work;

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
    /// <exception cref="IOException">The file could not be read.</exception>
    public async Task<string> GetSha256Async(Action<long> read, CancellationToken cancellationToken)
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

    /// <summary>A block has the bytes that it had; waits until it was read first.</summary>
    /// <param name="block">Its number, from 0.</param>
    /// <param name="bytes">Its bytes now.</param>
    /// <exception cref="IOException">The file could not be read.</exception>
    public bool Matches(long block, ReadOnlySpan<byte> bytes) =>
        bytes.Length == Math.Min(BlockBytes, Length - (block * BlockBytes))
        && HashOf(block) == XxHash3.HashToUInt64(bytes);

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Cancel();
        _ = _work.ContinueWith(_ => _stop.Dispose(), TaskScheduler.Default);
    }

    private ulong HashOf(long block)
    {
        lock (_blocks)
        {
            while (_blocks.Count <= block)
            {
                if (_work.IsFaulted || _work.IsCanceled)
                {
                    _work.GetAwaiter().GetResult();
                }

                Monitor.Wait(_blocks, 100);
            }

            return _blocks[(int)block];
        }
    }

    private string Read(FileStream file)
    {
        using FileStream stream = file;
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] block = new byte[BlockBytes];
        for (long left = Length; left > 0;)
        {
            _stop.Token.ThrowIfCancellationRequested();
            Span<byte> bytes = block.AsSpan(0, (int)Math.Min(BlockBytes, left));
            stream.ReadExactly(bytes);
            hash.AppendData(bytes);
            ulong found = XxHash3.HashToUInt64(bytes);
            lock (_blocks)
            {
                _blocks.Add(found);
                Monitor.PulseAll(_blocks);
            }

            left -= bytes.Length;
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
