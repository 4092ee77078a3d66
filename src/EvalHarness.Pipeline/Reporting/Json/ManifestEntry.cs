using System.Globalization;
using System.Text.Json.Serialization;
using EvalHarness.Runs;

namespace EvalHarness.Pipeline.Reporting.Json;

/// <summary>Hashes, seeds and versions that identify the inputs; every list of names is sorted.</summary>
internal sealed class ManifestEntry(RunManifest manifest)
{
    public string ToolVersion => manifest.ToolVersion;

    public string ConfigurationSha256 => manifest.ConfigurationSha256;

    public IReadOnlyDictionary<string, string> ModelsSha256 => Sorted(manifest.Models);

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string>? ChatTemplatesSha256 =>
        manifest.ChatTemplates is { } templates ? Sorted(templates) : null;

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string>? TokenizersSha256 =>
        manifest.Tokenizers is { } tokenizers ? Sorted(tokenizers) : null;

    public IReadOnlyDictionary<string, string> DatasetsSha256 => Sorted(manifest.Datasets);

    public IReadOnlyDictionary<string, string> PromptsSha256 => Sorted(manifest.Prompts);

    public IReadOnlyDictionary<string, string> ScorersSha256 => Sorted(manifest.Scorers);

    public IReadOnlyDictionary<string, string> JudgesSha256 => Sorted(manifest.Judges);

    public string? FidelityTextSha256 => manifest.FidelityText;

    public IReadOnlyDictionary<string, int> Samples => Sorted(manifest.Samples);

    public IReadOnlyDictionary<string, long> Seeds => Sorted(manifest.Seeds);

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string>? Platform =>
        manifest.Platform is { } platform ? Sorted(platform) : null;

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? VariesByProcessor =>
        manifest.VariesByProcessor is { Count: > 0 } models ? models : null;

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? ContinuedOn => manifest.ContinuedOn is { Count: > 0 } others ? others : null;

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? RequestChanges => manifest.RequestChanges;

    private static OrderedDictionary<string, T> Sorted<T>(IEnumerable<KeyValuePair<string, T>> pairs) => pairs
        .OrderBy(pair => pair.Key, StringComparer.Ordinal).Named(pair => pair.Key, pair => pair.Value);
}

/// <summary>Identity, times and machine of one execution.</summary>
internal sealed class RunEntry(RunIdentity run)
{
    public string Id => run.Id;

    public string StartedUtc => Iso(run.Started);

    public string FinishedUtc => Iso(run.Finished);

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Clock => run.Clock?.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture);

    public string? Machine => run.Machine;

    public string? GitCommit => run.GitCommit;

    private static string Iso(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
}
