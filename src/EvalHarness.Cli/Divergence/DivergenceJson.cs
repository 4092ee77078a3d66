using System.Text.Json;
using EvalHarness.Cli.Rendering;
using EvalHarness.Inference;
using EvalHarness.Inference.Formats;
using EvalHarness.Pipeline.Fidelity;
using EvalHarness.Pipeline.Reporting.Json;

namespace EvalHarness.Cli.Divergence;

/// <summary>
/// Prints a comparison of two models for machines. Every mean has its standard error twice: <c>…_se</c> of independent
/// tokens, <c>…_se_clustered</c> of independent chunks. Divergences are in nats, Δp and shares from −1 or 0 to 1.
/// </summary>
internal static class DivergenceJson
{
    /// <summary>Writes the document.</summary>
    public static void Write(TextWriter output, DivergenceResult result) => JsonOutput.Write(output, json =>
    {
        json.WriteStartObject();
        WriteInputs(json, result);
        JsonFidelity.Write(json, result.Summary, result.Greedy);
        if (result.Greedy is null)
        {
            json.WriteString("greedy_reason", result.NoGreedyReason);
        }

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

    private static void Write(Utf8JsonWriter json, string name, int? value)
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
