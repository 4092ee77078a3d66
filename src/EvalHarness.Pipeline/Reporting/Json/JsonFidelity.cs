using System.Text.Json;
using EvalHarness.Fidelity;
using EvalHarness.Statistics;

namespace EvalHarness.Pipeline.Reporting.Json;

/// <summary>
/// A comparison token by token as JSON fields. Every mean has its standard error twice: <c>…_se</c> of independent
/// tokens, <c>…_se_clustered</c> of independent chunks. Divergences are in nats, Δp and shares from −1 or 0 to 1.
/// </summary>
internal static class JsonFidelity
{
    /// <summary>The fields between an object's braces.</summary>
    public static void Write(Utf8JsonWriter json, DivergenceSummary summary, GreedyAgreement? greedy)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(summary);
        WriteEstimate(json, "perplexity_base", summary.PerplexityBase);
        WriteEstimate(json, "perplexity_candidate", summary.PerplexityCandidate);
        json.WriteNumberOrNull("log_likelihood_correlation", summary.LogLikelihoodCorrelation);
        WriteEstimate(json, "ln_perplexity_ratio", summary.LnPerplexityRatio);
        WriteEstimate(json, "perplexity_ratio", summary.PerplexityRatio);
        WriteEstimate(json, "perplexity_difference", summary.PerplexityDifference);
        WriteSpread(json, "kl_divergence", summary.Divergence);
        WriteSpread(json, "reverse_kl_divergence", summary.ReverseDivergence);
        WriteSpread(json, "delta_p", summary.DeltaP);
        WriteEstimate(json, "rms_delta_p", summary.RmsDeltaP);
        WriteEstimate(json, "same_top_token", summary.SameTopToken);
        json.WriteObjects("confidence_bins", summary.ConfidenceBins, WriteBin);
        json.WriteObjectOrNull("greedy", greedy, WriteGreedy);
    }

    /// <summary>A value with both standard errors.</summary>
    public static void WriteEstimate(Utf8JsonWriter json, string name, ClusteredEstimate? estimate)
    {
        ArgumentNullException.ThrowIfNull(json);
        json.WriteNumberOrNull(name, estimate?.Value);
        json.WriteNumberOrNull(name + "_se", estimate?.StandardError);
        json.WriteNumberOrNull(name + "_se_clustered", estimate?.ClusteredStandardError);
    }

    private static void WriteSpread(Utf8JsonWriter json, string name, ValueSpread spread)
    {
        WriteEstimate(json, "mean_" + name, spread.Mean);
        foreach (((_, string level), double value) in ValueSpread.Levels.Zip(spread.Quantiles))
        {
            json.WriteNumberOrNull(level.StartsWith('p') ? $"{name}_{level}" : $"{level}_{name}", value);
        }
    }

    private static void WriteBin(Utf8JsonWriter json, ConfidenceBin bin)
    {
        json.WriteNumberOrNull("low", bin.Low);
        json.WriteNumberOrNull("high", bin.High);
        json.WriteNumber("tokens", bin.Tokens);
        WriteEstimate(json, "same_top_token", bin.SameTopToken);
        WriteEstimate(json, "mean_kl_divergence", bin.MeanDivergence);
    }

    private static void WriteGreedy(Utf8JsonWriter json, GreedyAgreement greedy)
    {
        json.WriteNumber("prompts", greedy.Prompts);
        json.WriteNumber("max_tokens", greedy.MaxTokens);
        json.WriteNumber("identical", greedy.Identical);
        json.WriteNumberOrNull("earliest_divergence", (long?)greedy.Earliest);
        json.WriteNumberOrNull("median_divergence", greedy.Median);
        json.WriteStartArray("first_divergence");
        foreach (int? agreed in greedy.AgreedTokens)
        {
            if (agreed is { } tokens)
            {
                json.WriteNumberValue(tokens);
            }
            else
            {
                json.WriteNullValue();
            }
        }

        json.WriteEndArray();
    }
}
