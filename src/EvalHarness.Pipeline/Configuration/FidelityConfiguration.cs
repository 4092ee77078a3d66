using System.ComponentModel.DataAnnotations;

namespace EvalHarness.Pipeline.Configuration;

/// <summary>The text on which every candidate is compared with the baseline, token by token.</summary>
public sealed record FidelityConfiguration
{
    /// <summary>Text in UTF-8; both models read it.</summary>
    [PathKind(PathKind.File)]
    public required string Text { get; init; }

    /// <summary>Tokens per chunk, at most either model's context; the second half of each is scored.</summary>
    [Range(8, 1_048_576)]
    public int Context { get; init; } = 256;

    /// <summary>Most tokens that are read, from the start of the text; at least one chunk. Absent for all.</summary>
    [Range(8, 1_000_000_000)]
    public int? MaxTokens { get; init; }
}
