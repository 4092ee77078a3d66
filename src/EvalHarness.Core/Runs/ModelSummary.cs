using EvalHarness.Fidelity;

namespace EvalHarness.Runs;

/// <summary>What a model is, weighs and costs.</summary>
public sealed record ModelSummary
{
    /// <summary>Name in the configuration.</summary>
    public required string Name { get; init; }

    /// <summary><c>gguf</c>, <c>openai</c>, …</summary>
    public required string Provider { get; init; }

    /// <summary>One line: architecture, parameters, types, quantization method.</summary>
    public string? Description { get; init; }

    /// <summary>Size of the weights file in bytes; <c>null</c> for a remote model.</summary>
    public long? FileBytes { get; init; }

    /// <summary>Mean bits per weight over all tensors, block overhead included; <c>null</c> when unknown.</summary>
    public double? BitsPerWeight { get; init; }

    /// <summary>The types of its weights, the one with most weights first; <c>null</c> when unknown.</summary>
    public IReadOnlyList<WeightTypeCount>? Types { get; init; }

    /// <summary>
    /// How many weights have another type than the one that was asked for, and why: "80 % of the weights in q4_0: rows
    /// of 576"; <c>null</c> when they have that type, and when unknown.
    /// </summary>
    public string? EffectiveTypes { get; init; }

    /// <summary>SHA-256 of the weights file in lower-case hexadecimal; <c>null</c> for a remote model.</summary>
    public string? WeightsSha256 { get; init; }

    /// <summary>
    /// Its rows may differ by processor and batch: equal runs on other machines need not give equal answers.
    /// </summary>
    public bool VariesByProcessor { get; init; }

    /// <summary>Samples with an output.</summary>
    public required int Outputs { get; init; }

    /// <summary>Samples that ended in an error.</summary>
    public required int Errors { get; init; }

    /// <summary>Tokens read over the run; <c>null</c> when the provider does not say.</summary>
    public long? InputTokens { get; init; }

    /// <summary>Tokens written over the run; <c>null</c> when the provider does not say.</summary>
    public long? OutputTokens { get; init; }

    /// <summary>
    /// Perplexity of the targets given their prompts, over all tasks with <c>nll</c>; <c>null</c> when not measured.
    /// </summary>
    public double? Perplexity { get; init; }

    /// <summary>
    /// How far a candidate strays from the baseline on a text; <c>null</c> for the baseline, and when not asked for.
    /// </summary>
    public ModelFidelity? Fidelity { get; init; }

    /// <summary>Measured times and memory: the part of a report that varies between equal runs.</summary>
    public ModelTimings Timings { get; init; } = new();
}
