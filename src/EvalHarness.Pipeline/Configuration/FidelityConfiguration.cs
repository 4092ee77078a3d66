using System.ComponentModel.DataAnnotations;

namespace EvalHarness.Pipeline.Configuration;

/// <summary>
/// On what every candidate is compared with the baseline, token by token: a text, outputs of the baseline, or both.
/// </summary>
public sealed record FidelityConfiguration
{
    /// <summary>Text in UTF-8 that both models read; absent for none.</summary>
    [PathKind(PathKind.File)]
    public string? Text { get; init; }

    /// <summary>
    /// Share of each task's samples, 0 to 1, whose outputs of the baseline both models read: this gives the metrics
    /// kl_divergence and agreed_prefix, which gates may use. Drawn by sample id and the seed of generation.
    /// </summary>
    [Range(0.0, 1.0)]
    public double Outputs { get; init; }

    /// <summary>Tokens per chunk, at most either model's context; the second half of each is scored.</summary>
    [Range(8, 1_048_576)]
    public int Context { get; init; } = 256;

    /// <summary>Most tokens that are read, from the start of the text; at least one chunk. Absent for all.</summary>
    [Range(8, 1_000_000_000)]
    public int? MaxTokens { get; init; }
}
