using EvalHarness.Inference.Files;

namespace EvalHarness.Inference.Gguf;

/// <summary>Writes a GGUF file of version 3: metadata and declarations first, then the data as a stream.</summary>
/// <remarks>
/// The file appears under its name by <see cref="Complete"/>; disposing without completing leaves no trace and keeps an
/// older file (see <see cref="PartialFile"/>).
/// </remarks>
public sealed class GgufWriter : IDisposable
{
    private const int Alignment = GgufFile.DefaultAlignment;

    private readonly PartialFile? _file;
    private readonly Stream _stream;
    private readonly List<GgufMetadataEntry> _entries = [];
    private readonly List<GgufTensorDeclaration> _tensors = [];
    private long _nextOffset;
    private long _dataStart = -1;

    private GgufWriter(PartialFile? file, Stream stream) => (_file, _stream) = (file, stream);

    /// <summary>Begins a file.</summary>
    public static GgufWriter Create(string path)
    {
        PartialFile file = PartialFile.Create(path, 1 << 20);
        return new(file, file.Stream);
    }

    /// <summary>Begins a file that is only measured: nothing is written to disk.</summary>
    internal static GgufWriter Measure() => new(file: null, new MemoryStream());

    /// <summary>Bytes of all declared tensors.</summary>
    internal long TensorBytes => _tensors.Sum(tensor => tensor.ByteLength);

    /// <summary>Size of the finished file, in bytes; nothing can be declared any more once it was asked for.</summary>
    internal long MeasureFile()
    {
        WriteHeaderOnce();
        return _dataStart + _nextOffset;
    }

    /// <summary>Adds text.</summary>
    public void Add(string key, string value) => Add(key, GgufValueType.String, null, value);

    /// <summary>Adds an unsigned number.</summary>
    public void Add(string key, uint value) => Add(key, GgufValueType.UInt32, null, value);

    /// <summary>Adds a float.</summary>
    public void Add(string key, float value) => Add(key, GgufValueType.Float32, null, value);

    /// <summary>Adds a boolean.</summary>
    public void Add(string key, bool value) => Add(key, GgufValueType.Bool, null, value);

    /// <summary>Adds texts.</summary>
    public void Add(string key, string[] values) => Add(key, GgufValueType.Array, GgufValueType.String, values);

    /// <summary>Adds floats.</summary>
    public void Add(string key, float[] values) => Add(key, GgufValueType.Array, GgufValueType.Float32, values);

    /// <summary>Adds integers.</summary>
    public void Add(string key, int[] values) => Add(key, GgufValueType.Array, GgufValueType.Int32, values);

    /// <summary>
    /// Adds an entry as another file has it; an alignment is left out, as this writer uses the usual one.
    /// </summary>
    public void Add(GgufMetadataEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        RequireHeaderOpen();
        if (entry.Key == "general.alignment")
        {
            return;
        }

        if (_entries.Exists(known => known.Key == entry.Key))
        {
            throw new ArgumentException($"The metadata key '{entry.Key}' was added already.", nameof(entry));
        }

        _entries.Add(entry);
    }

    /// <summary>
    /// Declares a tensor; the data of all tensors is written later, in the order of their declarations.
    /// </summary>
    public void DeclareTensor(string name, TensorType type, params IReadOnlyList<long> dimensions)
    {
        ArgumentNullException.ThrowIfNull(dimensions);
        RequireHeaderOpen();
        TensorLayout layout = TensorLayout.For(type);
        if (dimensions.Count is < 1 or > 4
            || dimensions.Any(d => d <= 0)
            || dimensions[0] % layout.BlockLength != 0)
        {
            throw new ArgumentException(
                $"Tensor '{name}' has dimensions that {type} cannot store.", nameof(dimensions));
        }

        if (_tensors.Exists(known => known.Name == name))
        {
            throw new ArgumentException($"The tensor '{name}' was declared already.", nameof(name));
        }

        long count = dimensions.Aggregate(1L, (product, dimension) => checked(product * dimension));
        long bytes = checked(count / dimensions[0] * layout.RowBytes(dimensions[0]));
        _tensors.Add(new(name, type, [.. dimensions], _nextOffset, bytes, 0));
        _nextOffset = Align(checked(_nextOffset + bytes));
    }

    /// <summary>Writes the next bytes of the data; padding between tensors is added where one ends.</summary>
    public void WriteData(ReadOnlySpan<byte> data)
    {
        WriteHeaderOnce();
        while (!data.IsEmpty)
        {
            long position = _stream.Position - _dataStart;
            GgufTensorDeclaration tensor = _tensors.Find(t => position < t.Offset + t.ByteLength)
                ?? throw new InvalidOperationException("More data than the declared tensors hold.");
            Pad(Math.Max(0, tensor.Offset - position));
            position = _stream.Position - _dataStart;
            int count = (int)Math.Min(data.Length, tensor.Offset + tensor.ByteLength - position);
            _stream.Write(data[..count]);
            data = data[count..];
        }
    }

    /// <summary>Ends the file and puts it in its place, replacing an older one at once.</summary>
    /// <returns>Size of the file, in bytes.</returns>
    /// <exception cref="InvalidOperationException">Data is missing.</exception>
    public long Complete()
    {
        WriteHeaderOnce();
        long written = _stream.Position - _dataStart;
        if (_tensors.Count > 0 && written < _tensors[^1].Offset + _tensors[^1].ByteLength)
        {
            throw new InvalidOperationException("Less data than the declared tensors hold.");
        }

        Pad(_nextOffset - written);
        long length = _stream.Position;
        _file?.Complete();
        return length;
    }

    /// <summary>Drops what was written, unless it was completed.</summary>
    public void Dispose() => _file?.Dispose();

    private static long Align(long offset) => (offset + Alignment - 1) / Alignment * Alignment;

    private void Add(string key, GgufValueType type, GgufValueType? elementType, object value) =>
        Add(new GgufMetadataEntry(key, type, elementType, value, 0));

    private void RequireHeaderOpen()
    {
        if (_dataStart >= 0)
        {
            throw new InvalidOperationException("The header is written already; add metadata and tensors before data.");
        }
    }

    private void WriteHeaderOnce()
    {
        if (_dataStart >= 0)
        {
            return;
        }

        _stream.Write("GGUF"u8);
        GgufValueWriter.WriteInt32(_stream, 3);
        GgufValueWriter.WriteInt64(_stream, _tensors.Count);
        GgufValueWriter.WriteInt64(_stream, _entries.Count);
        _entries.ForEach(entry => GgufValueWriter.Write(_stream, entry));
        foreach (GgufTensorDeclaration tensor in _tensors)
        {
            GgufValueWriter.WriteString(_stream, tensor.Name);
            GgufValueWriter.WriteInt32(_stream, tensor.Dimensions.Length);
            Array.ForEach(tensor.Dimensions, dimension => GgufValueWriter.WriteInt64(_stream, dimension));
            GgufValueWriter.WriteInt32(_stream, (int)tensor.Type);
            GgufValueWriter.WriteInt64(_stream, tensor.Offset);
        }

        Pad(Align(_stream.Position) - _stream.Position);
        _dataStart = _stream.Position;
    }

    private void Pad(long count)
    {
        Span<byte> zeros = stackalloc byte[Alignment];
        zeros.Clear();
        _stream.Write(zeros[..(int)count]);
    }
}
