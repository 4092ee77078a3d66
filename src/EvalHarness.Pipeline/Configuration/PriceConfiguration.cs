using System.ComponentModel.DataAnnotations;

namespace EvalHarness.Pipeline.Configuration;

/// <summary>Price of a model's tokens, in US dollars.</summary>
public sealed record PriceConfiguration
{
    /// <summary>Price of a million tokens of prompts.</summary>
    [Range(0d, double.MaxValue)]
    public required double InputPerMillion { get; init; }

    /// <summary>Price of a million generated tokens.</summary>
    [Range(0d, double.MaxValue)]
    public required double OutputPerMillion { get; init; }
}
