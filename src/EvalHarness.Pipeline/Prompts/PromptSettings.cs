namespace EvalHarness.Pipeline.Prompts;

/// <summary>A prompt's own execution settings; <c>null</c> where it leaves the choice to the configuration.</summary>
public sealed record PromptSettings
{
    /// <summary>Sampling temperature.</summary>
    public double? Temperature { get; init; }

    /// <summary>Most tokens that an output may have.</summary>
    public int? MaxTokens { get; init; }

    /// <summary>Share of the probability that is sampled from, 0–1.</summary>
    public double? TopP { get; init; }

    /// <summary>Number of likeliest tokens that are sampled from.</summary>
    public int? TopK { get; init; }

    /// <summary>Seed of sampling.</summary>
    public long? Seed { get; init; }

    /// <summary>Texts that end an output.</summary>
    public IReadOnlyList<string>? StopSequences { get; init; }
}
