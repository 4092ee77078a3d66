using System.Text.Json;
using EvalHarness.Fidelity;
using EvalHarness.Inference;
using EvalHarness.Inference.Quantization;
using EvalHarness.Pipeline.Fidelity;
using EvalHarness.Statistics;

namespace EvalHarness.Cli.Rendering;

/// <summary>
/// Prints a comparison of two models for machines. Every mean has its standard error twice: <c>…_se</c> of independent
/// tokens, <c>…_se_clustered</c> of independent chunks. Divergences are in nats, Δp and shares from −1 or 0 to 1.
/// </summary>
internal static class DivergenceJson
{
    /// <summary>Writes the document.</summary>
    public static void Write(TextWriter output, DivergenceResult result) => JsonOutput.Write(output, json =>
    {
        DivergenceSummary summary = result.Summary;
        json.WriteStartObject();
        WriteInputs(json, result);
        Write(json, "perplexity_base", summary.PerplexityBase);
        Write(json, "perplexity_candidate", summary.PerplexityCandidate);
        Write(json, "log_likelihood_correlation", summary.LogLikelihoodCorrelation);
        Write(json, "ln_perplexity_ratio", summary.LnPerplexityRatio);
        Write(json, "perplexity_ratio", summary.PerplexityRatio);
        Write(json, "perplexity_difference", summary.PerplexityDifference);
        WriteSpread(json, "kl_divergence", summary.Divergence);
        WriteSpread(json, "reverse_kl_divergence", summary.ReverseDivergence);
        WriteSpread(json, "delta_p", summary.DeltaP);
        Write(json, "rms_delta_p", summary.RmsDeltaP);
        Write(json, "same_top_token", summary.SameTopToken);
        WriteBins(json, summary.ConfidenceBins);
        WriteGreedy(json, result);
        json.WriteNumber("load_seconds", result.LoadTime.TotalSeconds);
        json.WriteNumber("read_seconds", result.ReadTime.TotalSeconds);
        json.WriteNumber("greedy_seconds", result.GreedyTime.TotalSeconds);
        json.WriteEndObject();
    });

    private static void WriteInputs(Utf8JsonWriter json, DivergenceResult result)
    {
        DivergenceRequest request = result.Request;
        json.WriteString("base", request.BasePath);
        WriteModel(json, "base_model", request.BaseEndpoint);
        json.WriteString("candidate", request.CandidatePath);
        WriteModel(json, "candidate_model", request.CandidateEndpoint);
        if (request.CandidateEndpoint is null)
        {
            EngineOptions options = request.CandidateOptions;
            json.WriteString("candidate_kv_cache", TensorFormat.NameOf(options.KeyValueType));
            json.WriteString("candidate_activations", options.Int8Activations ? "int8" : "f32");
            json.WriteString("candidate_adapter", options.AdapterPath);
        }

        json.WriteString("text", request.TextPath);
        json.WriteNumber("context", result.Context);
        json.WriteNumber("chunks", result.Summary.Chunks);
        json.WriteNumber("tokens", result.Summary.Tokens);
        Write(json, "base_top_k", result.BaseTopTokens);
        json.WriteBoolean("kl_divergence_is_lower_bound", result.DivergenceIsLowerBound);
        if (result.KnownMass is { } mass)
        {
            Write(json, "candidate_top_k", result.CandidateTopTokens);
            json.WriteNumber("known_mass_base", mass.Base);
            json.WriteNumber("known_mass_candidate", mass.Candidate);
        }
    }

    // Of a file there is no such name.
    private static void WriteModel(Utf8JsonWriter json, string key, DivergenceEndpoint? endpoint)
    {
        if (endpoint is not null)
        {
            json.WriteString(key, endpoint.Model);
        }
    }

    private static void WriteSpread(Utf8JsonWriter json, string name, ValueSpread spread)
    {
        Write(json, "mean_" + name, spread.Mean);
        json.WriteNumber("median_" + name, spread.Median);
        json.WriteNumber("min_" + name, spread.Minimum);
        foreach ((double level, string label) in DivergenceLevels.Inner)
        {
            json.WriteNumber($"{name}_{label}", spread.Quantile(level));
        }

        json.WriteNumber("max_" + name, spread.Maximum);
    }

    private static void WriteBins(Utf8JsonWriter json, IReadOnlyList<ConfidenceBin> bins)
    {
        json.WriteStartArray("confidence_bins");
        foreach (ConfidenceBin bin in bins)
        {
            json.WriteStartObject();
            json.WriteNumber("low", bin.Low);
            json.WriteNumber("high", bin.High);
            json.WriteNumber("tokens", bin.Tokens);
            Write(json, "same_top_token", bin.SameTopToken);
            Write(json, "mean_kl_divergence", bin.MeanDivergence);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteGreedy(Utf8JsonWriter json, DivergenceResult result)
    {
        if (result.Greedy is not { } greedy)
        {
            json.WriteNull("greedy");
            json.WriteString("greedy_reason", result.NoGreedyReason);
            return;
        }

        json.WriteStartObject("greedy");
        json.WriteNumber("prompts", greedy.Prompts);
        json.WriteNumber("max_tokens", greedy.MaxTokens);
        json.WriteNumber("identical", greedy.Identical);
        Write(json, "earliest_divergence", greedy.Earliest);
        Write(json, "median_divergence", greedy.Median);
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
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, ClusteredEstimate? estimate)
    {
        Write(json, name, estimate?.Value);
        Write(json, name + "_se", estimate?.StandardError);
        Write(json, name + "_se_clustered", estimate?.ClusteredStandardError);
    }

    private static void Write(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
