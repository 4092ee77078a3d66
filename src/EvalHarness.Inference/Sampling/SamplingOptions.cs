using System.ComponentModel.DataAnnotations;

namespace EvalHarness.Inference.Sampling;

/// <summary>How the next token is chosen: equal options, seed included, and equal logits give equal tokens.</summary>
public sealed record SamplingOptions
{
    /// <summary>The most likely token always; of several, the one with the lowest id.</summary>
    public static SamplingOptions Greedy { get; } = new();

    /// <summary>Divides the logits; 0 (the default) always takes the most likely token.</summary>
    [Range(0, 100)]
    public double Temperature { get; init; }

    /// <summary>Only the k most likely tokens may be drawn; 0 (the default) allows all.</summary>
    [Range(0, int.MaxValue)]
    public int TopK { get; init; }

    /// <summary>
    /// Only the smallest set of most likely tokens that together reach this probability may be drawn; 1 (the default)
    /// allows all.
    /// </summary>
    [Range(double.Epsilon, 1)]
    public double TopP { get; init; } = 1;

    /// <summary>Seed of the draws.</summary>
    public ulong Seed { get; init; }

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    public void Validate()
    {
        if (!(Temperature is >= 0 and <= 100))
        {
            throw new ArgumentOutOfRangeException(nameof(Temperature), Temperature, "A temperature is from 0 to 100.");
        }

        ArgumentOutOfRangeException.ThrowIfNegative(TopK);
        if (!(TopP is > 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(TopP), TopP, "A top-p is above 0 and at most 1.");
        }
    }
}
