using System.Collections;

namespace EvalHarness.Pipeline.Datasets;

/// <summary>A file read again block by block, each compared with what it held at first.</summary>
/// <param name="file">The file; disposed with this.</param>
/// <param name="seal">What it held.</param>
/// <param name="place">What to call it in messages.</param>
/// <param name="read">Told how many bytes of it were read, each counted once.</param>
internal sealed class SealedStream(FileStream file, FileSeal seal, string place, Action<long> read) : Stream
{
    // Columns of a Parquet file are read side by side.
    private const int BlocksKept = 16;

    private readonly Dictionary<long, byte[]> _blocks = [];
    private readonly Queue<long> _order = new();
    private readonly BitArray _seen = new((int)((seal.Length + FileSeal.BlockBytes - 1) / FileSeal.BlockBytes));
    private long _current = -1;
    private long _read;
    private byte[] _bytes = [];

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => true;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => seal.Length;

    /// <inheritdoc/>
    public override long Position { get; set; }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        if (Position >= Length || buffer.IsEmpty)
        {
            return 0;
        }

        long block = Position / FileSeal.BlockBytes;
        if (block != _current)
        {
            (_bytes, _current) = (BlockOf(block), block);
        }

        int start = (int)(Position % FileSeal.BlockBytes);
        int count = Math.Min(buffer.Length, _bytes.Length - start);
        _bytes.AsSpan(start, count).CopyTo(buffer);
        Position += count;
        return count;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(Read(buffer.Span));
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => Position + offset,
        _ => Length + offset,
    };

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            file.Dispose();
        }

        base.Dispose(disposing);
    }

    private byte[] BlockOf(long block)
    {
        if (_blocks.TryGetValue(block, out byte[]? known))
        {
            return known;
        }

        int length = (int)Math.Min(FileSeal.BlockBytes, Length - (block * FileSeal.BlockBytes));
        byte[]? free = null;
        if (_order.Count == BlocksKept)
        {
            _blocks.Remove(_order.Dequeue(), out free);
        }

        byte[] bytes = free?.Length == length ? free : new byte[length];
        int count = RandomAccess.Read(file.SafeFileHandle, bytes, block * FileSeal.BlockBytes);
        if (!seal.Matches(block, bytes.AsSpan(0, count)) || RandomAccess.GetLength(file.SafeFileHandle) != Length)
        {
            throw FileSeal.Changed(place);
        }

        _blocks.Add(block, bytes);
        _order.Enqueue(block);
        _read += _seen[(int)block] ? 0 : length;
        _seen[(int)block] = true;
        read(_read);
        return bytes;
    }
}
