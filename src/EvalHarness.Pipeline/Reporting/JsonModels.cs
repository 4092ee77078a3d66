using System.Text.Json;

namespace EvalHarness.Pipeline.Reporting;

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
        json.WriteNumber("outputs", model.Outputs);
        json.WriteNumber("errors", model.Errors);
        json.WriteNumberOrNull("input_tokens", model.InputTokens);
        json.WriteNumberOrNull("output_tokens", model.OutputTokens);
        json.WriteNumberOrNull("perplexity", model.Perplexity);
        WriteTimings(json, model.Timings);
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
