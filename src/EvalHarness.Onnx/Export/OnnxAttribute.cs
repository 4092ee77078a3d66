using EvalHarness.Onnx.Protobuf;

namespace EvalHarness.Onnx.Export;

/// <summary>A fixed setting of an operator: a whole number or a list of them.</summary>
internal sealed class OnnxAttribute
{
    private const int IntegerKind = 2;
    private const int IntegersKind = 7;

    private readonly string _name;
    private readonly long[] _values;
    private readonly bool _isList;

    private OnnxAttribute(string name, long[] values, bool isList) =>
        (_name, _values, _isList) = (name, values, isList);

    /// <summary>A whole number.</summary>
    public static OnnxAttribute Integer(string name, long value) => new(name, [value], isList: false);

    /// <summary>A list of whole numbers.</summary>
    public static OnnxAttribute Integers(string name, params long[] values) => new(name, values, isList: true);

    /// <summary>Writes the setting.</summary>
    public void Write(ProtobufWriter attribute)
    {
        attribute.Text(1, _name);
        foreach (long value in _values)
        {
            attribute.Integer(_isList ? 8 : 3, value);
        }

        attribute.Integer(20, _isList ? IntegersKind : IntegerKind);
    }
}
