using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using EvalHarness.Inference.Files;
using Microsoft.Win32.SafeHandles;

namespace EvalHarness.Inference.Gguf;

/// <summary>One file of a model: its header, verified, and its bytes.</summary>
/// <remarks>
/// Small files are read into memory, the header at once and the rest when the first weight is asked for: nothing that
/// becomes of them later matters. Large ones are mapped, and the system ends a process that reads a mapped page whose
/// file was cut off meanwhile: no handler can turn that into a message. <see cref="RequireWhole"/> is therefore asked
/// before every piece of work on them.
/// </remarks>
internal sealed unsafe class GgufPart : IDisposable
{
    /// <summary>Files of at most this size are read into memory.</summary>
    internal const long LargestCopy = 128L << 20;

    private const nuint Alignment = 64;
    private const int BytesAtOnce = 1 << 20;

    private readonly Lock _reading = new();
    private readonly SafeFileHandle _handle;
    private readonly MemoryMappedFile? _mapping;
    private readonly SafeMemoryMappedViewHandle? _view;
    private byte* _base;

    // How much of the file the bytes hold.
    private long _filled;

    private GgufPart(string path, SafeFileHandle handle, long length, long largestCopy)
    {
        (Path, Length, _handle) = (path, length, handle);
        try
        {
            if (length <= largestCopy)
            {
                _base = (byte*)NativeMemory.AlignedAlloc((nuint)length, Alignment);
            }
            else
            {
                _mapping = MemoryMappedFile.CreateFromFile(
                    handle, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
                _view = _mapping.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read).SafeMemoryMappedViewHandle;
                _view.AcquirePointer(ref _base);
                _filled = length;
            }

            Header = GgufHeader.Read(new GgufReader(_base, length, Fill), length);
            Metadata = new GgufMetadata(Header.Entries);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Path it was opened from.</summary>
    public string Path { get; }

    /// <summary>Size of the file when it was opened, in bytes.</summary>
    public long Length { get; }

    /// <summary>Everything before the data.</summary>
    public GgufHeader Header { get; }

    /// <summary>The file's metadata.</summary>
    public GgufMetadata Metadata { get; }

    /// <summary>The bytes are a copy in memory.</summary>
    public bool IsCopy => _view is null;

    /// <summary>Where the file's bytes begin, all of them; valid until it is disposed.</summary>
    /// <exception cref="GgufFormatException">The file was cut off before its weights were read.</exception>
    /// <exception cref="IOException">It can no longer be read.</exception>
    public byte* Base
    {
        get
        {
            ObjectDisposedException.ThrowIf(_base is null, this);
            Fill(Length);
            return _base;
        }
    }

    /// <summary>Opens and verifies a file.</summary>
    /// <param name="path">A regular file; what has no size, as a pipe or a device, is never opened.</param>
    /// <param name="largestCopy">Files of at most this size are read into memory.</param>
    /// <exception cref="GgufFormatException">The file breaks the format.</exception>
    /// <exception cref="IOException">The file does not exist or cannot be read.</exception>
    public static GgufPart Open(string path, long largestCopy = LargestCopy)
    {
        FileInfo entry = FileTarget.Of(path);
        if (entry.Exists)
        {
            RequireHeader(path, entry.Length);
        }

        SafeFileHandle handle = File.OpenHandle(path);
        try
        {
            long length = RandomAccess.GetLength(handle);
            RequireHeader(path, length);
            return new GgufPart(path, handle, length, largestCopy);
        }
        catch (GgufFormatException violation) when (violation.File is null)
        {
            handle.Dispose();
            throw new GgufFormatException(violation.ByteOffset, violation.Actual, violation.Expected, violation.Fix)
            {
                File = path,
            };
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Checks that a mapped file is as long as it was.</summary>
    /// <exception cref="GgufFormatException">It was cut off.</exception>
    public void RequireWhole()
    {
        if (_view is not null && RandomAccess.GetLength(_handle) is long now && now < Length)
        {
            throw ShorterThanBefore(Path, now, Length);
        }
    }

    /// <summary>Frees or unmaps the bytes; pointers into them must no longer be used.</summary>
    public void Dispose()
    {
        if (_base is not null && _view is null)
        {
            NativeMemory.AlignedFree(_base);
        }
        else if (_base is not null)
        {
            _view!.ReleasePointer();
        }

        _base = null;
        _view?.Dispose();
        _mapping?.Dispose();
        _handle.Dispose();
    }

    private static void RequireHeader(string path, long length)
    {
        if (length < GgufFile.HeaderBytes)
        {
            throw new GgufFormatException(
                0,
                length == 0
                    ? "an empty file, a pipe or a device"
                    : FormattableString.Invariant($"a file of {length} bytes"),
                FormattableString.Invariant($"a GGUF file, at least {GgufFile.HeaderBytes} bytes"),
                length == 0 ? "Give the path of a GGUF file." : null)
            {
                File = path,
            };
        }
    }

    // Reads on until the bytes hold the first so many of the file.
    private long Fill(long end)
    {
        if (Volatile.Read(ref _filled) >= end)
        {
            return _filled;
        }

        lock (_reading)
        {
            long wanted = Math.Min(Length, (end + BytesAtOnce - 1) / BytesAtOnce * BytesAtOnce);
            while (_filled < wanted)
            {
                int count = (int)Math.Min(1 << 26, wanted - _filled);
                int read = RandomAccess.Read(_handle, new Span<byte>(_base + _filled, count), _filled);
                Volatile.Write(
                    ref _filled, read > 0 ? _filled + read : throw ShorterThanBefore(Path, _filled, Length));
            }
        }

        return _filled;
    }

    private static GgufFormatException ShorterThanBefore(string path, long now, long before) => new(
        now,
        FormattableString.Invariant($"the end of a file that had {before} bytes when it was opened"),
        "a file that stays as it is while it is read",
        "Fetch or convert it again; replace models in use by renaming new files, not by writing into them.")
    {
        File = path,
    };
}
