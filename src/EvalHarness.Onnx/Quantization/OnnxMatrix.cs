using EvalHarness.Onnx.Export;

namespace EvalHarness.Onnx.Quantization;

/// <summary>A matrix that is to be quantized.</summary>
/// <param name="Tensor">Its weights (inputs, outputs).</param>
/// <param name="Type">The type that it gets.</param>
/// <param name="Nodes">The products that read it.</param>
/// <param name="OtherUse">What else reads it, so that its weights stay too; <c>null</c> for nothing.</param>
internal sealed record OnnxMatrix(
    OnnxTensor Tensor, OnnxBlockType Type, IReadOnlyList<OnnxNode> Nodes, string? OtherUse)
{
    /// <summary>What stands for a matrix: its codes, its scales, and of some types its zero points.</summary>
    public static IReadOnlyList<string> PartNames { get; } = ["codes", "scales", "zero_points"];

    /// <summary>Weights of one output, K.</summary>
    public int Inputs => (int)Tensor.Dimensions[0];

    /// <summary>Outputs, N.</summary>
    public int Outputs => (int)Tensor.Dimensions[1];

    /// <summary>Its weights' number.</summary>
    public long WeightCount => (long)Inputs * Outputs;

    /// <summary>Its weights are stored in half precision, otherwise in single.</summary>
    public bool IsInHalves => Tensor.ElementType == (long)OnnxElementType.Float16;

    /// <summary>Bytes of one weight.</summary>
    public int WeightBytes => IsInHalves ? 2 : 4;

    /// <summary>Name of a tensor that stands for it now.</summary>
    /// <param name="part">Which of <see cref="PartNames"/>.</param>
    public string NameOf(string part) => $"{Tensor.Name}.{Type.Name}.{part}";
}
