using EvalHarness.Inference.Gguf;
using LLama.Native;

namespace EvalHarness.LlamaCpp.Quantization;

/// <summary>What llama.cpp's quantizer is to make.</summary>
/// <param name="Type">One of <see cref="TypeNames"/>.</param>
internal sealed record LlamaRecipe(string Type)
{
    private const string MixPrefix = "MOSTLY_";

    // llama.cpp's own short names.
    private static readonly Dictionary<string, string> s_aliases = new(StringComparer.Ordinal)
    {
        ["q3_k"] = "q3_k_m",
        ["q4_k"] = "q4_k_m",
        ["q5_k"] = "q5_k_m",
        ["mxfp4"] = "mxfp4_moe",
    };

    private static readonly Dictionary<string, LLamaFtype> s_types = Enum.GetValues<LLamaFtype>()
        .Where(type => type is not LLamaFtype.GUESSED)
        .ToDictionary(NameOf, type => type, StringComparer.Ordinal);

    /// <summary>Names of the types and mixes, as llama.cpp calls them.</summary>
    public static IReadOnlyList<string> TypeNames { get; } =
        [.. s_types.Keys.Concat(s_aliases.Keys).Order(StringComparer.Ordinal)];

    /// <summary>Type of the token embedding; <c>null</c> for what the mix says.</summary>
    public TensorType? EmbeddingType { get; init; }

    /// <summary>How much each column of a matrix matters; <c>null</c> when unknown.</summary>
    public ImportanceMatrix? Importance { get; init; }

    /// <summary>Takes a source that is quantized already.</summary>
    public bool Requantizes { get; init; }

    /// <summary>Threads that compute; at least 1.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>The type in llama.cpp's own numbers.</summary>
    public LLamaFtype FileType => s_types[s_aliases.GetValueOrDefault(Type, Type)];

    private static string NameOf(LLamaFtype type)
    {
        string name = type.ToString();
        int mix = name.IndexOf(MixPrefix, StringComparison.Ordinal);
        return (mix >= 0 ? name[(mix + MixPrefix.Length)..] : name["ALL_".Length..]).ToLowerInvariant();
    }
}
