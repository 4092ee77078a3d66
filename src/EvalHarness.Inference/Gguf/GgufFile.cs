using System.Diagnostics.CodeAnalysis;
using System.IO.MemoryMappedFiles;
using Microsoft.Win32.SafeHandles;

namespace EvalHarness.Inference.Gguf;

/// <summary>A memory-mapped GGUF file, version 2 or 3, verified as a whole when it is opened.</summary>
/// <remarks>
/// The file is not trusted: every length, count, offset and product of dimensions is checked against the file's size
/// before anything is allocated. A violation throws <see cref="GgufFormatException"/>.
/// </remarks>
public sealed unsafe class GgufFile : IDisposable
{
    /// <summary>Bytes before the first metadata entry: magic, version and two counts.</summary>
    internal const int HeaderBytes = 24;

    /// <summary>Alignment of the data where the file does not state one.</summary>
    internal const int DefaultAlignment = 32;

    private readonly MemoryMappedFile _mapping;
    private readonly SafeMemoryMappedViewHandle _view;
    private readonly Dictionary<string, GgufTensor> _tensorsByName = new(StringComparer.Ordinal);
    private byte* _base;

    private GgufFile(string path, MemoryMappedFile mapping, SafeMemoryMappedViewHandle view, long length)
    {
        (Path, FileLength, _mapping, _view) = (path, length, mapping, view);
        _view.AcquirePointer(ref _base);
        try
        {
            GgufHeader header = GgufHeader.Read(new GgufReader(_base, length), length);
            (Version, Alignment) = (header.Version, header.Alignment);
            Metadata = new GgufMetadata(header.Entries);
            Tensors = [.. header.Tensors.Select(tensor => new GgufTensor(
                this, tensor.Name, tensor.Type, tensor.Dimensions, header.DataStart + tensor.Offset))];
            foreach (GgufTensor tensor in Tensors)
            {
                _tensorsByName.Add(tensor.Name, tensor);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Path it was opened from.</summary>
    public string Path { get; }

    /// <summary>Size of the file, in bytes.</summary>
    public long FileLength { get; }

    /// <summary>Version of the format, 2 or 3.</summary>
    public uint Version { get; }

    /// <summary>Alignment of the tensors' data, in bytes.</summary>
    public int Alignment { get; }

    /// <summary>What the file says of its model.</summary>
    public GgufMetadata Metadata { get; }

    /// <summary>The tensors, in the order of the file.</summary>
    public IReadOnlyList<GgufTensor> Tensors { get; }

    internal byte* Base
    {
        get
        {
            ObjectDisposedException.ThrowIf(_base is null, this);
            return _base;
        }
    }

    /// <summary>Opens and verifies a file.</summary>
    /// <exception cref="GgufFormatException">The file breaks the format.</exception>
    /// <exception cref="IOException">The file does not exist or cannot be read.</exception>
    public static GgufFile Open(string path)
    {
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        long length = stream.Length;
        if (length < HeaderBytes)
        {
            throw new GgufFormatException(
                0,
                FormattableString.Invariant($"a file of {length} bytes"),
                FormattableString.Invariant($"a GGUF file, at least {HeaderBytes} bytes"));
        }

        MemoryMappedFile mapping = MemoryMappedFile.CreateFromFile(
            stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
        MemoryMappedViewAccessor accessor = mapping.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read);
        return new GgufFile(path, mapping, accessor.SafeMemoryMappedViewHandle, length);
    }

    /// <summary>The tensor of a name.</summary>
    public bool TryGetTensor(string name, [NotNullWhen(true)] out GgufTensor? tensor) =>
        _tensorsByName.TryGetValue(name, out tensor);

    /// <summary>The tensor of a name.</summary>
    /// <exception cref="GgufFormatException">There is none.</exception>
    public GgufTensor GetTensor(string name) => _tensorsByName.GetValueOrDefault(name)
        ?? throw new GgufFormatException(
            HeaderBytes,
            FormattableString.Invariant($"no tensor '{name}' among {Tensors.Count}"),
            $"a tensor '{name}'",
            "Convert the model again with a current converter.");

    /// <summary>Unmaps the file; spans and pointers into it must no longer be used.</summary>
    public void Dispose()
    {
        if (_base is not null)
        {
            _base = null;
            _view.ReleasePointer();
        }

        _view.Dispose();
        _mapping.Dispose();
    }
}
