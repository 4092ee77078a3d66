using EvalHarness.Inference.Formats;
using EvalHarness.Inference.Gguf;

namespace EvalHarness.Inference.Quantization;

/// <summary>Which type a tensor gets when its model is quantized to some type.</summary>
/// <param name="Type">The type that it gets.</param>
/// <param name="Fallback">Why it is not the type asked for; <c>null</c> when it is, or for a vector.</param>
public sealed record QuantizationPlan(TensorType Type, string? Fallback)
{
    // Rows that are added to a token's vector, and multiplied by nothing: engines take them as floats only.
    private static readonly string[] s_added = ["position_embd.weight", "token_types.weight"];

    /// <summary>
    /// Matrices get the type asked for, or one near in bits with shorter blocks where a row is no whole number of
    /// blocks; vectors stay F32, and so do the positions and token types of an encoder.
    /// </summary>
    /// <remarks>
    /// The other types are those of llama.cpp (<c>tensor_type_fallback</c> in <c>llama-quant.cpp</c>): q4_0 for q2_k
    /// and q3_k, q5_0 for q4_k, q5_1 for q5_k, q8_0 for q6_k, and f16 where a row is no multiple of 32 either.
    /// </remarks>
    public static QuantizationPlan For(GgufTensor tensor, TensorType wanted)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        if (tensor.Dimensions.Count == 1 || s_added.Contains(tensor.Name))
        {
            return new(TensorType.F32, Fallback: null);
        }

        TensorType type = wanted;
        while (tensor.RowLength % TensorFormats.For(type).BlockLength != 0)
        {
            type = WithShorterBlocks(type);
        }

        return new(type, type == wanted ? null : FormattableString.Invariant(
            $"rows of {tensor.RowLength} are not a multiple of {TensorFormats.For(wanted).BlockLength}"));
    }

    /// <summary>The value of <c>general.file_type</c> for a model quantized to a type.</summary>
    internal static uint FileTypeOf(TensorType type) => type switch
    {
        TensorType.F32 => 0,
        TensorType.F16 => 1,
        TensorType.Q4_0 => 2,
        TensorType.Q4_1 => 3,
        TensorType.Q8_0 => 7,
        TensorType.Q5_0 => 8,
        TensorType.Q5_1 => 9,
        TensorType.Q2_K => 10,
        TensorType.Q3_K => 11,
        TensorType.Q4_K => 14,
        TensorType.Q5_K => 16,
        TensorType.Q6_K => 18,
        TensorType.BF16 => 32,
        _ when ExtensionType.Find(type) is not null => (uint)type,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "No file type stands for this tensor type."),
    };

    private static TensorType WithShorterBlocks(TensorType type) => type switch
    {
        TensorType.Q2_K or TensorType.Q3_K => TensorType.Q4_0,
        TensorType.Q4_K => TensorType.Q5_0,
        TensorType.Q5_K => TensorType.Q5_1,
        TensorType.Q6_K => TensorType.Q8_0,
        _ => TensorType.F16,
    };
}
