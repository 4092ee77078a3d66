using System.Globalization;
using EvalHarness.Onnx.Protobuf;

namespace EvalHarness.Onnx.Quantization;

/// <summary>Reads what a model says of a tensor, without its elements.</summary>
/// <param name="file">The model.</param>
internal sealed class OnnxTensorReader(ProtobufFile file)
{
    private const int LongestDeclaration = 1 << 20;
    private const long MostElements = 1L << 48;

    /// <summary>Reads a tensor's declaration.</summary>
    /// <exception cref="InvalidInputException">It is damaged, or its size cannot be.</exception>
    public OnnxTensor Read(ProtobufField tensor)
    {
        (string name, long type, List<long> dimensions) = ("", 0, []);
        List<ProtobufField> values = [];
        Dictionary<string, string> entries = new(StringComparer.Ordinal);
        bool isExternal = false;
        foreach (ProtobufField field in file.FieldsOf(tensor))
        {
            switch (field.Number)
            {
                case OnnxFields.TensorDimension:
                    dimensions.AddRange(file.NumbersOf(field));
                    break;
                case OnnxFields.TensorElementType:
                    type = file.NumberOf(field);
                    break;
                case OnnxFields.TensorName:
                    name = file.TextOf(field);
                    break;
                case OnnxFields.TensorExternalData:
                    entries[file.TextOf(field, OnnxFields.EntryKey)] = file.TextOf(field, OnnxFields.EntryValue);
                    break;
                case OnnxFields.TensorPlace:
                    isExternal = file.NumberOf(field) == 1;
                    break;
                case OnnxFields.TensorBytes or OnnxFields.TensorFloats:
                    values.Add(field);
                    break;
                default:
                    break;
            }
        }

        Int128 elements = dimensions.Aggregate((Int128)1, (product, dimension) =>
            dimension >= 0 && product <= MostElements ? product * dimension : Int128.MaxValue);
        if (elements > MostElements || (isExternal && tensor.Length > LongestDeclaration))
        {
            throw file.Broken(
                tensor.Start, $"the tensor \"{name}\", whose size cannot be", "dimensions that a memory can hold");
        }

        // One run of bytes, raw or packed floats, is how elements lie in memory; anything else stays as it is.
        ProtobufField? inline = !isExternal && values is [{ Kind: ProtobufKind.Counted } only] ? only : null;
        return new(tensor, name, type, dimensions, inline, isExternal ? ReadExternal(tensor, name, entries) : null);
    }

    private OnnxExternalData ReadExternal(ProtobufField tensor, string name, Dictionary<string, string> entries)
    {
        long? Number(string key) => !entries.TryGetValue(key, out string? text) ? null
            : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number
            : throw file.Broken(
                tensor.Start, $"the {key} \"{text}\" of the tensor \"{name}\"", "a whole number of bytes");
        return entries.TryGetValue("location", out string? location)
            ? new(location, Number("offset") ?? 0, Number("length"))
            : throw file.Broken(
                tensor.Start, $"the tensor \"{name}\" in a file without a name", "external data with a location");
    }
}
