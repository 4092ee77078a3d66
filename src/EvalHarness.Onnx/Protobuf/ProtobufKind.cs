namespace EvalHarness.Onnx.Protobuf;

/// <summary>How a field's value is stored, numbered as Protocol Buffers number it.</summary>
internal enum ProtobufKind
{
    /// <summary>A whole number of one to ten bytes.</summary>
    Varint = 0,

    /// <summary>Eight bytes.</summary>
    EightBytes = 1,

    /// <summary>Counted bytes: a text, a message, a packed list.</summary>
    Counted = 2,

    /// <summary>Four bytes.</summary>
    FourBytes = 5,
}
