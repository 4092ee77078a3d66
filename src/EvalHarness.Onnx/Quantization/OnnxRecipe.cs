using EvalHarness.Inference.Quantization;
using EvalHarness.Inference.Quantization.Methods;
using EvalHarness.Onnx.Export;
using EvalHarness.Pipeline.Configuration;

namespace EvalHarness.Onnx.Quantization;

/// <summary>How an ONNX model is quantized.</summary>
/// <param name="Type">The type that matrices get.</param>
/// <param name="Types">
/// Types of single matrices by name, <c>null</c> to leave one as it is; the first pattern that matches counts.
/// </param>
/// <param name="Hqq">Options of HQQ, for types that it gives; <c>null</c> for rounding to the nearest.</param>
internal sealed record OnnxRecipe(
    OnnxBlockType Type, IReadOnlyList<(string Pattern, OnnxBlockType? Type)> Types, HqqOptions? Hqq)
{
    /// <summary>The recipe that a configuration stands for.</summary>
    /// <exception cref="InvalidInputException">ONNX models cannot be quantized so.</exception>
    public static OnnxRecipe From(QuantizeConfiguration configuration, string place)
    {
        Refuse(configuration.Method is not ("rtn" or "hqq"), $"the method {configuration.Method}", "rtn or hqq");
        Refuse(configuration.Prune is not null, "pruning", "no \"prune\"");
        Refuse(configuration.Sparsity is not null, "a sparsity", "no \"sparsity\"");
        Refuse(configuration.EmbeddingType is not null, "a type for the embedding", "the embedding as it is");
        OnnxBlockType type = TypeOf(configuration.Type, OnnxBlockType.Names, place);
        bool isOptimized = configuration.Method == "hqq";
        Refuse(isOptimized && !Optimizes(type), $"the method hqq with type \"{type.Name}\"", "uint4");
        return new OnnxRecipe(
            type,
            [.. (configuration.Types ?? new Dictionary<string, string>()).Select(entry => (
                entry.Key,
                entry.Value == QuantizeConfiguration.Keep
                    ? null
                    : TypeOf(entry.Value, $"{QuantizeConfiguration.Keep}, {OnnxBlockType.Names}", place)))],
            !isOptimized ? null : new HqqOptions
            {
                Norm = configuration.Norm ?? new HqqOptions().Norm,
                Iterations = configuration.Iterations ?? new HqqOptions().Iterations,
            });

        void Refuse(bool isSo, string found, string expected)
        {
            if (isSo)
            {
                throw new InvalidInputException(
                    place, $"{found} for an ONNX Runtime GenAI folder", expected,
                    "GGUF models support all methods and types.");
            }
        }
    }

    /// <summary>The type of a matrix that goes by these names; <c>null</c> to leave it as it is.</summary>
    public OnnxBlockType? TypeFor(IReadOnlyList<string> names)
    {
        foreach ((string pattern, OnnxBlockType? type) in Types)
        {
            if (names.Any(name => TypePattern.Matches(pattern, name)))
            {
                return type;
            }
        }

        return Type;
    }

    /// <summary>
    /// HQQ gives a type: its zero points are fractions, which ONNX Runtime takes with four bits only.
    /// </summary>
    public static bool Optimizes(OnnxBlockType type) => type is { HasZeroPoints: true, Bits: 4 };

    private static OnnxBlockType TypeOf(string name, string expected, string place) =>
        OnnxBlockType.Parse(name) ?? throw new InvalidInputException(
            place, $"the type \"{name}\" for an ONNX Runtime GenAI folder", expected,
            "GGUF models support all methods and types.");
}
