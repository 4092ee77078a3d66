using EvalHarness.Inference.Gguf;

namespace EvalHarness.Inference.Formats;

/// <summary>The sixteen values of a four-bit float, between -1 and 1.</summary>
internal static class FourBitLevels
{
    /// <summary>
    /// NF4, rising: each value stands for an equal share of normally distributed weights, zero among them (QLoRA,
    /// Dettmers et al. 2023, appendix E).
    /// </summary>
    private static readonly float[] s_normal =
    [
        -1f, -0.6961928f, -0.52507305f, -0.3949175f, -0.28444138f, -0.18477343f, -0.09105004f, 0f,
        0.0795803f, 0.1609302f, 0.2461123f, 0.33791524f, 0.44070983f, 0.562617f, 0.72295684f, 1f,
    ];

    /// <summary>FP4 E2M1 over its largest value, by code: 0, 0.5, 1, 1.5, 2, 3, 4, 6, then their negatives.</summary>
    private static readonly float[] s_float =
    [
        0f, 1f / 12, 1f / 6, 1f / 4, 1f / 3, 1f / 2, 2f / 3, 1f,
        -0f, -1f / 12, -1f / 6, -1f / 4, -1f / 3, -1f / 2, -2f / 3, -1f,
    ];

    /// <summary>The values of a kind, by code.</summary>
    public static ReadOnlySpan<float> For(ExtensionKind kind) =>
        kind == ExtensionKind.NormalFloat ? s_normal : s_float;

    /// <summary>The code whose value is nearest; of two as near, the smaller code.</summary>
    public static int Nearest(ReadOnlySpan<float> levels, float value)
    {
        int best = 0;
        float distance = MathF.Abs(value - levels[0]);
        for (int i = 1; i < levels.Length; i++)
        {
            float other = MathF.Abs(value - levels[i]);
            if (other < distance)
            {
                (best, distance) = (i, other);
            }
        }

        return best;
    }
}
