using EvalHarness.Onnx.Protobuf;

namespace EvalHarness.Onnx.Quantization;

/// <summary>An operator of a graph.</summary>
/// <param name="Field">Where it lies in the model.</param>
/// <param name="Name">Its name; empty when it has none.</param>
/// <param name="Operation">What it does, such as <c>MatMul</c>.</param>
/// <param name="Domain">Whose operator it is; empty for the standard's.</param>
/// <param name="Inputs">Names of what it reads.</param>
internal sealed record OnnxNode(
    ProtobufField Field, string Name, string Operation, string Domain, IReadOnlyList<string> Inputs)
{
    // Its names and nothing else.
    private const int LongestProduct = 1 << 20;

    /// <summary>A product of two inputs, as the standard defines it.</summary>
    public bool IsProduct =>
        Operation == "MatMul" && Domain is "" or "ai.onnx" && Inputs.Count == 2 && Field.Length <= LongestProduct;

    /// <summary>Which input holds weights in blocks of few bits, scales behind it; <c>null</c> for none.</summary>
    public int? BlockInput => Operation switch
    {
        "MatMulNBits" => 1,
        "GatherBlockQuantized" or "DequantizeLinear" => 0,
        _ => null,
    };

    /// <summary>For messages.</summary>
    public override string ToString() => Name.Length > 0 ? $"\"{Name}\" ({Operation})" : Operation;
}
