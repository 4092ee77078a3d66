using System.IO.Compression;
using ZstdSharp;

namespace EvalHarness.Pipeline.Datasets;

/// <summary>A compressed file as it reads forwards, a few bytes given back at its start.</summary>
internal sealed class DecompressedStream : Stream
{
    private readonly string _name;
    private readonly Stream _inner;
    private byte[] _first = [];
    private long _read;

    // Without it a gzip file that is cut off ends as if it were whole. Programs set it in their configuration too, for
    // whatever decompresses before this.
    static DecompressedStream() => AppContext.SetSwitch("System.IO.Compression.UseStrictValidation", true);

    /// <summary>Opens the content of a file.</summary>
    /// <param name="name">What to call the file in messages.</param>
    /// <param name="file">The compressed file; disposed with this.</param>
    /// <param name="compression">How it is compressed.</param>
    public DecompressedStream(string name, Stream file, Compression compression)
    {
        _name = name;
        _inner = compression == Compression.Gzip
            ? new GZipStream(file, CompressionMode.Decompress)
            : new DecompressionStream(file, leaveOpen: false);
    }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Gives bytes back that were read from the start.</summary>
    public void GiveBack(ReadOnlySpan<byte> bytes) => _first = bytes.ToArray();

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_first.Length > 0)
        {
            return TakeFirst(buffer.Span);
        }

        try
        {
            int read = await _inner.ReadAsync(buffer, cancellationToken);
            _read += read;
            return read;
        }
        catch (Exception failure) when (failure is InvalidDataException or ZstdException or EndOfStreamException)
        {
            throw Damaged();
        }
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(
        byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count)
    {
        if (_first.Length > 0)
        {
            return TakeFirst(buffer.AsSpan(offset, count));
        }

        try
        {
            int read = _inner.Read(buffer, offset, count);
            _read += read;
            return read;
        }
        catch (Exception failure) when (failure is InvalidDataException or ZstdException or EndOfStreamException)
        {
            throw Damaged();
        }
    }

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private int TakeFirst(Span<byte> buffer)
    {
        int taken = Math.Min(_first.Length, buffer.Length);
        _first.AsSpan(0, taken).CopyTo(buffer);
        _first = _first[taken..];
        return taken;
    }

    private InvalidInputException Damaged() => new(
        _name, FormattableString.Invariant($"damaged compressed data behind {_read} bytes of content"),
        "a whole file", "Compress or download it again.");
}
