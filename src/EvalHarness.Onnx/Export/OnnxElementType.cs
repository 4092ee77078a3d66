namespace EvalHarness.Onnx.Export;

/// <summary>Types of tensors' elements, numbered as ONNX numbers them.</summary>
public enum OnnxElementType
{
    /// <summary>Single precision.</summary>
    Float32 = 1,

    /// <summary>Bytes.</summary>
    UInt8 = 2,

    /// <summary>Whole numbers of eight bytes.</summary>
    Int64 = 7,

    /// <summary>Half precision.</summary>
    Float16 = 10,

    /// <summary>The upper half of single precision.</summary>
    BFloat16 = 16,
}
