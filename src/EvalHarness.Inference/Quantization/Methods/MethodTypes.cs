using EvalHarness.Inference.Formats;
using EvalHarness.Inference.Gguf;

namespace EvalHarness.Inference.Quantization.Methods;

/// <summary>Which types a method can give.</summary>
public static class MethodTypes
{
    /// <summary>What the method needs instead of a type; <c>null</c> when it can give the type.</summary>
    public static string? FindNeed(MethodKind method, TensorFormat format)
    {
        ArgumentNullException.ThrowIfNull(format);
        ExtensionType? extension = ExtensionType.Find(format.Type);
        bool isCodebook = extension?.Kind == ExtensionKind.Codebook;
        if (isCodebook != (method == MethodKind.Codebook))
        {
            return isCodebook
                ? "the method codebook for this type"
                : "a codebook type such as vq8_g4: vq, bits of a code, _g, weights per code (2, 4 or 8)";
        }

        if (extension is { Granularity: ExtensionType.Tensor }
            && method is not (MethodKind.Rtn or MethodKind.Prune))
        {
            return "a type with scales by channel or block; one scale for a tensor goes with rtn";
        }

        return method switch
        {
            MethodKind.Hqq when !HqqMethod.Supports(format) =>
                "a type with one affine grid to a block: q4_1, q5_1, or uint2 to uint8 such as uint3_b64",
            MethodKind.Gptq or MethodKind.Imatrix when format is not GridFormat =>
                "a type of whole numbers on uniform grids: q8_0 to q4_0, q6_k to q2_k, or int, uint and fixed types",
            _ => null,
        };
    }
}
