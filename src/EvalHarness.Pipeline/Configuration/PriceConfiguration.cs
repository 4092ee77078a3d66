using System.ComponentModel.DataAnnotations;

namespace EvalHarness.Pipeline.Configuration;

/// <summary>What a model's tokens cost, in US dollars.</summary>
public sealed record PriceConfiguration
{
    /// <summary>Price of a million tokens of prompts.</summary>
    [Range(0d, double.MaxValue)]
    public required double InputPerMillion { get; init; }

    /// <summary>Price of a million generated tokens.</summary>
    [Range(0d, double.MaxValue)]
    public required double OutputPerMillion { get; init; }
}
