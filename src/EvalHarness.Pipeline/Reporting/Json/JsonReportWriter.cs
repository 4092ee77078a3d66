using System.Globalization;
using System.Text;
using System.Text.Json;
using EvalHarness.Gating;
using EvalHarness.Judging;
using EvalHarness.Pipeline.Reporting.Wording;
using EvalHarness.Reporting;
using EvalHarness.Runs;

namespace EvalHarness.Pipeline.Reporting.Json;

/// <summary>
/// <c>report.json</c>: the whole report for machines, keys in snake_case with units, in a fixed order. Texts are as
/// the models wrote them, escaped; numbers are exact; what is missing is <c>null</c>.
/// </summary>
public sealed class JsonReportWriter : IReportWriter
{
    /// <inheritdoc/>
    public string Format => "json";

    /// <inheritdoc/>
    public async Task WriteAsync(Report report, Stream destination, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(destination);
        await using (Utf8JsonWriter json = new(destination, JsonFields.Options))
        {
            WriteReport(json, report);
            await json.FlushAsync(cancellationToken);
        }

        await destination.WriteAsync("\n"u8.ToArray(), cancellationToken);
    }

    private static void WriteReport(Utf8JsonWriter json, Report report)
    {
        json.WriteStartObject();
        json.WriteNumber("schema_version", report.SchemaVersion);
        json.WriteString("name", report.Name);
        json.WriteString("decision", VerdictWords.Key(report, report.Verdict));
        json.WriteString("summary", report.Summary);
        json.WriteString("incomplete", report.Incomplete);
        json.WriteString("baseline", report.Baseline);
        json.WriteObjects(
            "candidates", report.Candidates, (writer, candidate) => WriteCandidate(writer, report, candidate));
        json.WriteTextsOrNull("untried", report.Untried);
        json.WriteObjects("gates", report.Gates, JsonEvidence.WriteGate);
        json.WriteObjects("comparisons", report.Comparisons, JsonEvidence.WriteComparison);
        JsonFrontier.Write(json, report);
        json.WriteNamedObjects("models", report.Models, model => model.Name, JsonModels.Write);
        json.WriteObjects("metrics", report.Metrics, WriteMetric);
        json.WriteObjects("outputs", report.Outputs, WriteOutputs);
        json.WriteTextsOrNull("warnings", report.Warnings);
        json.WriteNamedObjects("judges", report.Judges, judge => judge.Name, JsonJudging.WriteJudge);
        json.WriteObjects("judging_layers", report.JudgingLayers, JsonJudging.WriteLayer);
        json.WriteTextsOrNull("judging_advice", LayerAdvice.Of(report.JudgingLayers));
        json.WriteObjects("judge_versions", report.JudgeVersions, JsonJudging.WriteVersions);
        json.WriteObjects("human_queue", report.HumanQueue, JsonJudging.WriteQueued);
        json.WriteObjects("unscored", report.Unscored, WriteUnscored);
        json.WriteObjects("skipped_rows", report.SkippedRows, WriteSkippedRow);
        json.WriteObjects("slices", report.Slices, JsonSlices.WriteChange);
        json.WriteObjects("divergence_links", report.DivergenceLinks, JsonSlices.WriteLink);
        json.WriteObjects("worst_samples", report.WorstSamples, JsonEvidence.WriteWorstSample);
        WriteConfiguration(json, report.Configuration);
        json.WriteStartObject("manifest");
        WriteManifest(json, report.Manifest);
        json.WriteEndObject();
        json.WriteStartObject("run");
        WriteRun(json, report.Run);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteCandidate(Utf8JsonWriter json, Report report, CandidateVerdict candidate)
    {
        json.WriteString("candidate", candidate.Candidate);
        json.WriteString("decision", VerdictWords.Key(report, candidate.Verdict));
        json.WriteString("reason", candidate.Reason);
    }

    private static void WriteMetric(Utf8JsonWriter json, MetricSummary metric)
    {
        json.WriteString("model", metric.Model);
        json.WriteString("metric", metric.Metric);
        json.WriteNumberOrNull("mean", metric.Mean);
        json.WriteNumber("scored", metric.Scored);
        json.WriteNumber("unscored", metric.Unscored);
    }

    private static void WriteOutputs(Utf8JsonWriter json, OutputCounts counts)
    {
        json.WriteString("model", counts.Model);
        json.WriteString("task", counts.Task);
        json.WriteNumber("outputs", counts.Outputs);
        json.WriteNumber("empty", counts.Empty);
        json.WriteNumber("truncated", counts.Truncated);
        json.WriteNumber("refused", counts.Refused);
        json.WriteNumber("blocked", counts.Blocked);
        json.WriteNumber("invalid_format", counts.InvalidFormat);
        json.WriteNumber("errors", counts.Errors);
    }

    private static void WriteUnscored(Utf8JsonWriter json, UnscoredSummary unscored)
    {
        json.WriteString("model", unscored.Model);
        json.WriteString("metric", unscored.Metric);
        json.WriteString("fault", unscored.Fault is { } fault ? ScoreFaults.NameOf(fault) : null);
        json.WriteString("reason", unscored.Reason);
        json.WriteNumber("count", unscored.Count);
    }

    private static void WriteSkippedRow(Utf8JsonWriter json, InputMistake mistake)
    {
        json.WriteString("place", mistake.Place);
        json.WriteString("found", mistake.Found);
        json.WriteString("expected", mistake.Expected);
        json.WriteString("mend", mistake.Mend);
    }

    // The configuration is JSON inside JSON, so that a reader can query it; anything else stays a string.
    private static void WriteConfiguration(Utf8JsonWriter json, string configuration)
    {
        json.WritePropertyName("configuration");
        try
        {
            using JsonDocument document = JsonDocument.Parse(Encoding.UTF8.GetBytes(configuration));
            document.RootElement.WriteTo(json);
        }
        catch (JsonException)
        {
            json.WriteStringValue(configuration);
        }
    }

    private static void WriteManifest(Utf8JsonWriter json, RunManifest manifest)
    {
        json.WriteString("tool_version", manifest.ToolVersion);
        json.WriteString("configuration_sha256", manifest.ConfigurationSha256);
        WriteHashes(json, "models_sha256", manifest.Models);
        WriteHashes(json, "datasets_sha256", manifest.Datasets);
        WriteHashes(json, "prompts_sha256", manifest.Prompts);
        WriteHashes(json, "scorers_sha256", manifest.Scorers);
        WriteHashes(json, "judges_sha256", manifest.Judges);
        json.WriteString("fidelity_text_sha256", manifest.FidelityText);
        WriteNumbers(json, "samples", manifest.Samples.Select(pair => (pair.Key, (long)pair.Value)));
        WriteNumbers(json, "seeds", manifest.Seeds.Select(pair => (pair.Key, pair.Value)));
        if (manifest.Platform is { } platform)
        {
            WriteHashes(json, "platform", platform);
        }

        if (manifest.VariesByProcessor is { Count: > 0 } varying)
        {
            json.WriteStartArray("varies_by_processor");
            foreach (string model in varying)
            {
                json.WriteStringValue(model);
            }

            json.WriteEndArray();
        }

        if (manifest.ContinuedOn is { Count: > 0 } others)
        {
            json.WriteStartArray("continued_on");
            foreach (string other in others)
            {
                json.WriteStringValue(other);
            }

            json.WriteEndArray();
        }

        if (manifest.RequestChanges is { } changes)
        {
            json.WriteStartObject("request_changes");
            foreach ((string model, IReadOnlyList<string> words) in changes)
            {
                json.WriteStartArray(model);
                words.ToList().ForEach(json.WriteStringValue);
                json.WriteEndArray();
            }

            json.WriteEndObject();
        }
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, IEnumerable<(string Key, long Value)> numbers)
    {
        json.WriteStartObject(name);
        foreach ((string key, long value) in numbers.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            json.WriteNumber(key, value);
        }

        json.WriteEndObject();
    }

    private static void WriteHashes(Utf8JsonWriter json, string name, IReadOnlyDictionary<string, string> hashes)
    {
        json.WriteStartObject(name);
        foreach ((string key, string hash) in hashes.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            json.WriteString(key, hash);
        }

        json.WriteEndObject();
    }

    private static void WriteRun(Utf8JsonWriter json, RunIdentity run)
    {
        json.WriteString("id", run.Id);
        json.WriteString("started_utc", Iso(run.Started));
        json.WriteString("finished_utc", Iso(run.Finished));
        json.WriteString("machine", run.Machine);
        json.WriteString("git_commit", run.GitCommit);
    }

    private static string Iso(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
}
