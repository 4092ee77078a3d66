using System.Security.Cryptography;
using EvalHarness.Inference.Formats;
using EvalHarness.Inference.Gguf;
using EvalHarness.Inference.Quantization;
using EvalHarness.Inference.Quantization.Methods;

namespace EvalHarness.ProcessorDigest;

/// <summary>Hashes of what every method makes of a model in every type that it can give.</summary>
internal static class QuantizationDigest
{
    private static readonly string[] s_extensions =
    [
        "int2_b32", "int3_channel", "int8_tensor", "uint3_b64", "fixed4_b32", "nf4_b64", "nf4_b64_dq", "fp4_channel",
        "vq4_g2",
    ];

    // What AWQ and GPTQ compute of a text is the same for every type; rounding to each is RTN's and, weighted, that of
    // the importance matrix.
    private static readonly string[] s_ofCalibrated = ["q4_0", "q5_1", "q4_k", "uint3_b64", "nf4_b64"];

    private static readonly string s_text = string.Join(
        ' ', Enumerable.Range(0, 24).Select(i => FormattableString.Invariant($"the hand and the hello {i}")));

    /// <summary>One line for each method and type: names and the file's SHA-256.</summary>
    public static IEnumerable<string> Of(string model, string folder)
    {
        using GgufFile source = GgufFile.Open(model);
        TensorFormat[] formats =
            [.. TensorFormats.All, .. s_extensions.Select(name => TensorFormats.Find(name)!)];
        foreach (MethodKind method in Enum.GetValues<MethodKind>())
        {
            bool isCalibrated = method is MethodKind.Awq or MethodKind.Gptq;
            foreach (TensorFormat format in formats.Where(format => MethodTypes.FindNeed(method, format) is null
                && (!isCalibrated || s_ofCalibrated.Contains(format.Name))))
            {
                yield return $"{method} {format.Name}: {Hash(source, RecipeOf(method, format.Type), folder)}";
            }
        }
    }

    /// <summary>SHA-256 of the file that a recipe makes.</summary>
    private static string Hash(GgufFile source, QuantizationRecipe recipe, string folder)
    {
        string path = Path.Combine(folder, "quantized.gguf");
        using StringReader text = new(s_text);
        ModelQuantizer.Quantize(
            source, path, recipe, recipe.NeedsCalibration ? text : null, progress: null, CancellationToken.None);
        using FileStream file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }

    private static QuantizationRecipe RecipeOf(MethodKind method, TensorType type) =>
        new(method, new QuantizationSettings(type, null))
        {
            CalibrationTokens = 12,
            Awq = new AwqOptions { GridPoints = 2 },
            Hqq = new HqqOptions { Norm = 0.7, Iterations = 4 },
            Prune = method == MethodKind.Prune ? new PruneOptions { Scope = PruneScope.TwoOfFour } : null,
        };
}
