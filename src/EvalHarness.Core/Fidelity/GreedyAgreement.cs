using EvalHarness.Statistics;

namespace EvalHarness.Fidelity;

/// <summary>Where greedy outputs of two models part.</summary>
/// <param name="MaxTokens">Most tokens that were written per prompt.</param>
/// <param name="AgreedTokens">
/// Per prompt the tokens before the first that differs, the token that ends the output included in the comparison;
/// <c>null</c> where the outputs are the same.
/// </param>
public sealed record GreedyAgreement(int MaxTokens, IReadOnlyList<int?> AgreedTokens)
{
    /// <summary>Prompts that were continued.</summary>
    public int Prompts => AgreedTokens.Count;

    /// <summary>Prompts with the same output.</summary>
    public int Identical => AgreedTokens.Count(agreed => agreed is null);

    /// <summary>Fewest agreed tokens among outputs that part; <c>null</c> when none does.</summary>
    public int? Earliest => AgreedTokens.Min();

    /// <summary>
    /// Median of agreed tokens, an identical output counting as later than any other; <c>null</c> when half of the
    /// outputs or more are identical.
    /// </summary>
    public double? Median
    {
        get
        {
            // Twice as far as any output reaches stands for "never".
            double never = 2.0 * (MaxTokens + 1);
            double[] agreed = [.. AgreedTokens.Select(tokens => tokens ?? never)];
            return Quantiles.From(agreed, 0.5) is { } median && median <= MaxTokens ? median : null;
        }
    }
}
