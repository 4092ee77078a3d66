using System.ComponentModel.DataAnnotations;

namespace EvalHarness.Pipeline.Configuration;

/// <summary>How models generate. A prompt's execution settings override these.</summary>
public sealed record GenerationConfiguration
{
    /// <summary>Sampling temperature; 0 is greedy.</summary>
    [Range(0d, 2d)]
    public double Temperature { get; init; }

    /// <summary>Most tokens that one output may have.</summary>
    [Range(1, 1_000_000)]
    public int MaxOutputTokens { get; init; } = 256;

    /// <summary>Seed of sampling.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Samples asked concurrently.</summary>
    [Range(1, 4096)]
    public int Concurrency { get; init; } = 16;

    /// <summary>Models in memory at the same time.</summary>
    [Range(1, 64)]
    public int ModelsAtOnce { get; init; } = 1;

    /// <summary>Maximum share of a model's samples that may fail before the run counts as incomplete.</summary>
    [Range(0d, 1d)]
    public double MaxErrors { get; init; } = 0.05;

    /// <summary>Sample from the most likely tokens whose probabilities sum to this value.</summary>
    [Range(0d, 1d)]
    public double? TopP { get; init; }

    /// <summary>Sample from this many of the most likely tokens.</summary>
    [Range(1, 1_000_000)]
    public int? TopK { get; init; }

    /// <summary>Texts that end an output.</summary>
    public IReadOnlyList<string> Stop { get; init; } = [];

    /// <summary>
    /// Tags of thinking blocks, which are removed from outputs before scoring and judging, and stored beside them:
    /// think means &lt;think&gt; and &lt;/think&gt;. An empty list leaves outputs unchanged. They are also removed from
    /// judges' responses, in addition to think, thinking, thought and reasoning.
    /// </summary>
    public IReadOnlyList<string> ThinkingTags { get; init; } = ThinkingBlocks.DefaultTags;
}
