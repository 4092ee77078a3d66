using EvalHarness.Onnx.Protobuf;

namespace EvalHarness.Onnx.Quantization;

/// <summary>Writes a model's file of weights, tensor after tensor.</summary>
/// <param name="path">The file, which is made.</param>
internal sealed class OnnxDataWriter(string path) : IDisposable
{
    // As the export has it, and what vector instructions like.
    private const int Alignment = 64;

    private readonly FileStream _file = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 20);

    /// <summary>Name of the file.</summary>
    public string FileName { get; } = Path.GetFileName(path);

    /// <summary>Begins a tensor.</summary>
    /// <returns>Where its first byte will be.</returns>
    public long Begin()
    {
        _file.Write(new byte[(int)(-_file.Position & (Alignment - 1))]);
        return _file.Position;
    }

    /// <summary>Writes bytes of a tensor.</summary>
    public void Write(ReadOnlySpan<byte> bytes) => _file.Write(bytes);

    /// <summary>Writes a tensor as it is elsewhere.</summary>
    /// <returns>Where its first byte is.</returns>
    public long Copy(OnnxBytes bytes, CancellationToken cancellationToken)
    {
        long offset = Begin();
        bytes.CopyTo(_file, cancellationToken);
        return offset;
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
