using System.ComponentModel.DataAnnotations;

namespace EvalHarness.Pipeline.Configuration;

/// <summary>Maximum use by a model in one run; a call that could exceed it is not made.</summary>
public sealed record BudgetConfiguration
{
    /// <summary>Requests, repeated ones included.</summary>
    [Range(1, int.MaxValue)]
    public int? Calls { get; init; }

    /// <summary>Tokens, of prompts and responses together.</summary>
    [Range(1, int.MaxValue)]
    public int? Tokens { get; init; }

    /// <summary>US dollars at the model's price.</summary>
    [Range(0d, double.MaxValue, MinimumIsExclusive = true)]
    public double? Usd { get; init; }
}
