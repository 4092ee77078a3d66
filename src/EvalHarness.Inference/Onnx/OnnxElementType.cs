namespace EvalHarness.Inference.Onnx;

/// <summary>Types of tensors' elements, numbered as ONNX numbers them.</summary>
internal enum OnnxElementType
{
    /// <summary>Single precision.</summary>
    Float32 = 1,

    /// <summary>Bytes.</summary>
    UInt8 = 2,

    /// <summary>Whole numbers of eight bytes.</summary>
    Int64 = 7,
}
