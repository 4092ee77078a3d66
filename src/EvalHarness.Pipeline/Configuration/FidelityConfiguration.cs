using System.ComponentModel.DataAnnotations;

namespace EvalHarness.Pipeline.Configuration;

/// <summary>
/// Token-by-token comparison of every candidate with the baseline: on a text, on outputs of the baseline, or both.
/// </summary>
public sealed record FidelityConfiguration
{
    /// <summary>UTF-8 text that both models read; absent for none.</summary>
    [PathKind(PathKind.File)]
    public string? Text { get; init; }

    /// <summary>
    /// Share of each task's samples, 0 to 1, on whose baseline outputs both models are compared. Adds the metrics
    /// kl_divergence and agreed_prefix, which gates can use. Samples are selected by id and the generation seed.
    /// </summary>
    [Range(0.0, 1.0)]
    public double Outputs { get; init; }

    /// <summary>
    /// Tokens per chunk, at most the context of either model; the second half of each chunk is scored.
    /// </summary>
    [Range(8, 1_048_576)]
    public int Context { get; init; } = 256;

    /// <summary>Maximum tokens to read, from the start of the text; at least one chunk. Absent for all.</summary>
    [Range(8, 1_000_000_000)]
    public int? MaxTokens { get; init; }
}
