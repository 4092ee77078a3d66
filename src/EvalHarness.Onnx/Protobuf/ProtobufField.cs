namespace EvalHarness.Onnx.Protobuf;

/// <summary>Where a field of a message lies in its file.</summary>
/// <param name="Number">The field's number.</param>
/// <param name="Kind">How its value is stored.</param>
/// <param name="Start">First byte, that of its tag.</param>
/// <param name="ValueStart">First byte of its value.</param>
/// <param name="ValueLength">Bytes of its value.</param>
/// <param name="Value">The value of a whole number; otherwise 0.</param>
internal readonly record struct ProtobufField(
    int Number, ProtobufKind Kind, long Start, long ValueStart, long ValueLength, long Value = 0)
{
    /// <summary>The byte after it.</summary>
    public long End => ValueStart + ValueLength;

    /// <summary>All its bytes.</summary>
    public long Length => End - Start;
}
