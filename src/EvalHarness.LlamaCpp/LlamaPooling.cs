using EvalHarness.Inference.Gguf;
using LLama.Native;

namespace EvalHarness.LlamaCpp;

/// <summary>How the file of an embedding model says that the vectors of a text's tokens become one.</summary>
internal static class LlamaPooling
{
    private const int Classifier = (int)LLamaPoolingType.Rank;

    /// <summary>The pooling of a model that gives embeddings; <c>null</c> for other models.</summary>
    /// <param name="metadata">What its file says.</param>
    public static LLamaPoolingType? Find(GgufMetadata metadata) =>
        metadata.FindUInt32(KeyOf(metadata)) is { } value
        && (LLamaPoolingType)value is LLamaPoolingType.Mean or LLamaPoolingType.CLS or LLamaPoolingType.Last
            ? (LLamaPoolingType)value
            : null;

    /// <summary>Why a model gives no embeddings, without a full stop; <c>null</c> when it gives them.</summary>
    /// <param name="metadata">What its file says.</param>
    public static string? FindObstacle(GgufMetadata metadata) => Find(metadata) is not null ? null
        : metadata.FindUInt32(KeyOf(metadata)) is { } value
            ? value == Classifier
                ? "it is a reranker, which grades pairs of texts"
                : FormattableString.Invariant($"its file says \"{KeyOf(metadata)}\" = {value}, a vector per token")
            : $"its file has no \"{KeyOf(metadata)}\", so it was not converted from an embedding model";

    private static string KeyOf(GgufMetadata metadata) =>
        metadata.GetString("general.architecture") + ".pooling_type";
}
