namespace EvalHarness.Onnx.Export;

/// <summary>How an exported model's matrices are stored.</summary>
public enum OnnxWeightType
{
    /// <summary>Single precision, multiplied by the standard operator.</summary>
    Float32,

    /// <summary>Eight bits and one scale per block of 32, multiplied by ONNX Runtime's <c>MatMulNBits</c>.</summary>
    Int8,

    /// <summary>Four bits and one scale per block of 32, multiplied by ONNX Runtime's <c>MatMulNBits</c>.</summary>
    Int4,
}
