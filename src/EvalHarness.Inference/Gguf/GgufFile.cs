using System.Diagnostics.CodeAnalysis;

namespace EvalHarness.Inference.Gguf;

/// <summary>A GGUF file, version 2 or 3, or a model split into several, verified as a whole when opened.</summary>
/// <remarks>
/// The file is not trusted: every length, count, offset and product of dimensions is checked against the file's size
/// before anything is allocated. A violation throws <see cref="GgufFormatException"/>.
/// </remarks>
public sealed class GgufFile : IDisposable
{
    /// <summary>Bytes before the first metadata entry: magic, version and two counts.</summary>
    internal const int HeaderBytes = 24;

    /// <summary>Alignment of the data where the file does not state one.</summary>
    internal const int DefaultAlignment = 32;

    private readonly GgufPart[] _parts;
    private readonly Dictionary<string, GgufTensor> _tensorsByName = new(StringComparer.Ordinal);

    private GgufFile(GgufPart[] parts)
    {
        _parts = parts;
        Tensors = [.. parts.SelectMany(part => part.Header.Tensors.Select(tensor => new GgufTensor(
            this, part, tensor.Name, tensor.Type, tensor.Dimensions, part.Header.DataStart + tensor.Offset)))];
        foreach (GgufTensor tensor in Tensors)
        {
            _tensorsByName.Add(tensor.Name, tensor);
        }
    }

    /// <summary>Path it was opened from: of a model in parts, the first.</summary>
    public string Path => _parts[0].Path;

    /// <summary>Size of the file, or of all parts, in bytes.</summary>
    public long FileLength => _parts.Sum(part => part.Length);

    /// <summary>Bytes of the file, or of all parts, that are held in memory rather than mapped.</summary>
    public long CopiedBytes => _parts.Where(part => part.IsCopy).Sum(part => part.Length);

    /// <summary>Version of the format, 2 or 3.</summary>
    public uint Version => _parts[0].Header.Version;

    /// <summary>Alignment of the tensors' data, in bytes.</summary>
    public int Alignment => _parts[0].Header.Alignment;

    /// <summary>What the file says of its model.</summary>
    public GgufMetadata Metadata => _parts[0].Metadata;

    /// <summary>The tensors, in the order of the file and its parts.</summary>
    public IReadOnlyList<GgufTensor> Tensors { get; }

    /// <summary>Opens and verifies a file, and with the first part of a split model all others.</summary>
    /// <exception cref="GgufFormatException">
    /// A file breaks the format, or a part is missing or of another model.
    /// </exception>
    /// <exception cref="IOException">The file does not exist or cannot be read.</exception>
    public static GgufFile Open(string path) => Open(path, GgufPart.LargestCopy);

    /// <summary>Opens a file; one of at most some bytes is read into memory.</summary>
    internal static GgufFile Open(string path, long largestCopy)
    {
        List<GgufPart> parts = [GgufPart.Open(path, largestCopy)];
        try
        {
            GgufSplit.OpenOthers(parts);
            return new GgufFile([.. parts]);
        }
        catch
        {
            parts.ForEach(part => part.Dispose());
            throw;
        }
    }

    /// <summary>Checks that nothing was cut off since the file was opened: reading on would end the process.</summary>
    /// <exception cref="GgufFormatException">A file is shorter than it was.</exception>
    public void RequireWhole()
    {
        foreach (GgufPart part in _parts)
        {
            part.RequireWhole();
        }
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

    /// <summary>Lets go of the bytes; spans and pointers into them must no longer be used.</summary>
    public void Dispose() => Array.ForEach(_parts, part => part.Dispose());
}
