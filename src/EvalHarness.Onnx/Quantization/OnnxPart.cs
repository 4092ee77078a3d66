using EvalHarness.Onnx.Export;
using EvalHarness.Onnx.Protobuf;

namespace EvalHarness.Onnx.Quantization;

/// <summary>A tensor that was written to the file of weights.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Type of its elements.</param>
/// <param name="Dimensions">Its dimensions.</param>
/// <param name="Offset">First byte.</param>
/// <param name="Length">Bytes.</param>
internal sealed record OnnxPart(
    string Name, OnnxElementType Type, IReadOnlyList<long> Dimensions, long Offset, long Length)
{
    /// <summary>Writes its declaration.</summary>
    /// <param name="tensor">Receives it.</param>
    /// <param name="fileName">Name of the file of weights, beside the model.</param>
    public void Write(ProtobufWriter tensor, string fileName)
    {
        foreach (long dimension in Dimensions)
        {
            tensor.Integer(OnnxFields.TensorDimension, dimension);
        }

        tensor.Integer(OnnxFields.TensorElementType, (long)Type);
        tensor.Text(OnnxFields.TensorName, Name);
        WritePlace(tensor, fileName, Offset, Length);
        tensor.Integer(OnnxFields.TensorPlace, 1);
    }

    /// <summary>Writes where a tensor's bytes lie.</summary>
    public static void WritePlace(ProtobufWriter tensor, string fileName, long offset, long length)
    {
        Entry("location", fileName);
        Entry("offset", FormattableString.Invariant($"{offset}"));
        Entry("length", FormattableString.Invariant($"{length}"));

        void Entry(string key, string value) => tensor.Message(OnnxFields.TensorExternalData, entry =>
        {
            entry.Text(OnnxFields.EntryKey, key);
            entry.Text(OnnxFields.EntryValue, value);
        });
    }
}
