using EvalHarness.Onnx.Protobuf;

namespace EvalHarness.Onnx.Quantization;

/// <summary>Writes a model's file of weights, tensor after tensor.</summary>
/// <param name="file">Receives the bytes.</param>
/// <param name="fileName">Its name, beside the model.</param>
internal sealed class OnnxDataWriter(Stream file, string fileName)
{
    // As the export has it, and what vector instructions like.
    private const int Alignment = 64;

    /// <summary>Name of the file.</summary>
    public string FileName => fileName;

    /// <summary>Begins a tensor.</summary>
    /// <returns>Where its first byte will be.</returns>
    public long Begin()
    {
        file.Write(new byte[(int)(-file.Position & (Alignment - 1))]);
        return file.Position;
    }

    /// <summary>Writes bytes of a tensor.</summary>
    public void Write(ReadOnlySpan<byte> bytes) => file.Write(bytes);

    /// <summary>Leaves room for bytes of a tensor.</summary>
    public void Skip(long count) => file.Position += count;

    /// <summary>Writes a tensor as it is elsewhere.</summary>
    /// <returns>Where its first byte is.</returns>
    public long Copy(OnnxBytes bytes, CancellationToken cancellationToken)
    {
        long offset = Begin();
        bytes.CopyTo(file, cancellationToken);
        return offset;
    }
}
