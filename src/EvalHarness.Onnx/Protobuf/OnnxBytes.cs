using EvalHarness.Pipeline.Files;
using Microsoft.Win32.SafeHandles;

namespace EvalHarness.Onnx.Protobuf;

/// <summary>Bytes within a file.</summary>
/// <param name="Handle">The file.</param>
/// <param name="Start">First byte.</param>
/// <param name="Length">Bytes, all of which are there.</param>
internal readonly record struct OnnxBytes(SafeFileHandle Handle, long Start, long Length)
{
    private const int CopyBytes = 1 << 20;

    /// <summary>Opens a file to read bytes of.</summary>
    /// <exception cref="InvalidInputException">It cannot be read.</exception>
    public static SafeFileHandle Open(string path)
    {
        InputFile.RequireRegular(path);
        try
        {
            return File.OpenHandle(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException(path, failure.Message, "a readable file");
        }
    }

    /// <summary>Reads some of them.</summary>
    /// <param name="offset">First one, from <see cref="Start"/>.</param>
    /// <param name="target">Filled with them.</param>
    /// <exception cref="EndOfStreamException">The file has become shorter.</exception>
    public void Read(long offset, Span<byte> target)
    {
        for (int read = 0; read < target.Length;)
        {
            int count = RandomAccess.Read(Handle, target[read..], Start + offset + read);
            read += count > 0 ? count : throw new EndOfStreamException("A file of the model became shorter.");
        }
    }

    /// <summary>Copies all of them.</summary>
    public void CopyTo(Stream target, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[(int)Math.Min(CopyBytes, Length)];
        for (long done = 0; done < Length;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Span<byte> part = buffer.AsSpan(0, (int)Math.Min(buffer.Length, Length - done));
            Read(done, part);
            target.Write(part);
            done += part.Length;
        }
    }
}
