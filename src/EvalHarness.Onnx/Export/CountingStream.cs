namespace EvalHarness.Onnx.Export;

/// <summary>Counts what is written, and keeps nothing of it.</summary>
internal sealed class CountingStream : Stream
{
    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => Position;

    /// <summary>Bytes so far.</summary>
    public override long Position { get; set; }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Position += count;

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer) => Position += buffer.Length;

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();
}
