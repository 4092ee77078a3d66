using System.Text.Json;
using EvalHarness.Fidelity;
using EvalHarness.Runs;

namespace EvalHarness.Pipeline.Reporting.Json;

/// <summary>Models as JSON fields: what repeats exactly first, measured times after it.</summary>
internal static class JsonModels
{
    /// <summary>A model's fields, its name excepted.</summary>
    public static void Write(Utf8JsonWriter json, ModelSummary model)
    {
        json.WriteString("provider", model.Provider);
        json.WriteString("description", model.Description);
        json.WriteNumberOrNull("file_bytes", model.FileBytes);
        json.WriteNumberOrNull("bits_per_weight", model.BitsPerWeight);
        json.WriteString("weights_sha256", model.WeightsSha256);
        if (model.VariesByProcessor)
        {
            json.WriteBoolean("varies_by_processor", true);
        }

        json.WriteNumber("outputs", model.Outputs);
        json.WriteNumber("errors", model.Errors);
        json.WriteNumberOrNull("input_tokens", model.InputTokens);
        json.WriteNumberOrNull("output_tokens", model.OutputTokens);
        json.WriteNumberOrNull("perplexity", model.Perplexity);
        WriteFidelity(json, model.Fidelity);
        WriteTimings(json, model.Timings);
    }

    private static void WriteFidelity(Utf8JsonWriter json, ModelFidelity? fidelity)
    {
        if (fidelity is null)
        {
            json.WriteNull("fidelity");
            return;
        }

        json.WriteStartObject("fidelity");
        json.WriteString("reason", fidelity.Reason);
        json.WriteNumberOrNull("tokens", fidelity.Tokens);
        json.WriteNumberOrNull("context", fidelity.Context);
        json.WriteNumberOrNull("perplexity_base", fidelity.PerplexityBase);
        JsonFidelity.WriteEstimate(json, "perplexity_ratio", fidelity.PerplexityRatio);
        JsonFidelity.WriteEstimate(json, "mean_kl_divergence", fidelity.Divergence);
        json.WriteNumberOrNull("kl_divergence_p99", fidelity.DivergenceP99);
        JsonFidelity.WriteEstimate(json, "mean_reverse_kl_divergence", fidelity.ReverseDivergence);
        JsonFidelity.WriteEstimate(json, "rms_delta_p", fidelity.RmsDeltaP);
        JsonFidelity.WriteEstimate(json, "same_top_token", fidelity.SameTopToken);
        WriteDetails(json, fidelity);
        if (fidelity.KnownMassBase is not null)
        {
            json.WriteBoolean("kl_divergence_is_lower_bound", true);
            json.WriteNumberOrNull("known_mass_base", fidelity.KnownMassBase);
            json.WriteNumberOrNull("known_mass_candidate", fidelity.KnownMassCandidate);
        }

        json.WriteEndObject();
    }

    private static void WriteDetails(Utf8JsonWriter json, ModelFidelity fidelity)
    {
        if (fidelity.Summary is not { } summary)
        {
            json.WriteNull("details");
            return;
        }

        json.WriteStartObject("details");
        JsonFidelity.Write(json, summary, fidelity.Greedy);
        json.WriteEndObject();
    }

    private static void WriteTimings(Utf8JsonWriter json, ModelTimings timings)
    {
        json.WriteNumberOrNull("time_to_first_token_ms_p50", timings.TimeToFirstTokenMsP50);
        json.WriteNumberOrNull("time_to_first_token_ms_p95", timings.TimeToFirstTokenMsP95);
        json.WriteNumberOrNull("ms_per_token_p50", timings.MsPerTokenP50);
        json.WriteNumberOrNull("ms_per_token_p95", timings.MsPerTokenP95);
        json.WriteNumberOrNull("tokens_per_second", timings.TokensPerSecond);
        json.WriteNumberOrNull("samples_per_second", timings.SamplesPerSecond);
        json.WriteNumberOrNull("peak_memory_bytes", timings.PeakMemoryBytes);
        json.WriteNumberOrNull("load_seconds", timings.LoadSeconds);
    }
}
