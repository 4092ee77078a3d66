using System.ComponentModel.DataAnnotations;

namespace EvalHarness.Pipeline.Configuration;

/// <summary>How models generate. A prompt's own execution settings win over these.</summary>
public sealed record GenerationConfiguration
{
    /// <summary>Sampling temperature; 0 takes the likeliest token.</summary>
    [Range(0d, 2d)]
    public double Temperature { get; init; }

    /// <summary>Most tokens that one output may have.</summary>
    [Range(1, 1_000_000)]
    public int MaxOutputTokens { get; init; } = 256;

    /// <summary>Seed of sampling.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Samples that are asked at the same time.</summary>
    [Range(1, 4096)]
    public int Concurrency { get; init; } = 16;

    /// <summary>Models that are in memory at the same time.</summary>
    [Range(1, 64)]
    public int ModelsAtOnce { get; init; } = 1;

    /// <summary>
    /// Largest share of a model's samples that may end in an error before the run counts as incomplete.
    /// </summary>
    [Range(0d, 1d)]
    public double MaxErrors { get; init; } = 0.05;

    /// <summary>Samples from the likeliest tokens that hold this share of the probability.</summary>
    [Range(0d, 1d)]
    public double? TopP { get; init; }

    /// <summary>Samples from this many likeliest tokens.</summary>
    [Range(1, 1_000_000)]
    public int? TopK { get; init; }

    /// <summary>Texts that end an output.</summary>
    public IReadOnlyList<string> Stop { get; init; } = [];

    /// <summary>
    /// Names of the tags around a model's thoughts, which are cut out of outputs before anything scores or judges them
    /// and kept beside: think stands for &lt;think&gt; and &lt;/think&gt;. Empty leaves outputs as they are. Judges'
    /// answers lose them too, beside think, thinking, thought and reasoning, which never hold a verdict.
    /// </summary>
    public IReadOnlyList<string> ThinkingTags { get; init; } = ThinkingBlocks.DefaultTags;
}
