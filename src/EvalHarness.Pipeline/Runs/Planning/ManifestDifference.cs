using EvalHarness.Runs;

namespace EvalHarness.Pipeline.Runs.Planning;

/// <summary>An input that is not what it was.</summary>
/// <param name="What">Which input: <c>dataset of answer</c>.</param>
/// <param name="Then">Its hash before, or "absent".</param>
/// <param name="Now">Its hash now, or "absent".</param>
internal sealed record ManifestDifference(string What, string Then, string Now)
{
    /// <summary>Everything in which two manifests differ that could change a row.</summary>
    public static IReadOnlyList<ManifestDifference> Find(RunManifest then, RunManifest now) =>
    [
        .. Compare("configuration", then.ConfigurationSha256, now.ConfigurationSha256),
        .. Compare("weights of", then.Models, now.Models),
        .. Compare("judge", then.Judges, now.Judges),
        .. Compare("fidelity text", then.FidelityText, now.FidelityText),
        .. CompareEngines(then, now),
        .. FindInTasks(then, now),
    ];

    /// <summary>
    /// Datasets, prompts and scorers that differ, by task; chat templates with their variables, and tokenizers, by
    /// model.
    /// </summary>
    public static IReadOnlyList<ManifestDifference> FindInTasks(RunManifest then, RunManifest now) =>
    [
        .. Compare("dataset of", then.Datasets, now.Datasets),
        .. Compare("prompt of", then.Prompts, now.Prompts),
        .. Compare("scorers of", then.Scorers, now.Scorers),
        .. then.RenderedPrompts is null || now.RenderedPrompts is null
            ? []
            : Compare("prompt format of", Formats(then), Formats(now)),
        .. then.Tokenizers is null || now.Tokenizers is null
            ? []
            : Compare("tokenizer of", then.Tokenizers, now.Tokenizers),
    ];

    private static Dictionary<string, string> Formats(RunManifest manifest) => manifest.RenderedPrompts!
        .SelectMany(prompt => prompt.Models.Select(model => (prompt, model)))
        .ToDictionary(
            entry => $"{entry.model} for {entry.prompt.Task}",
            entry => entry.prompt.FormatSha256,
            StringComparer.Ordinal);

    // Processors and runtimes give equal rows; another version of the engine need not.
    private static IEnumerable<ManifestDifference> CompareEngines(RunManifest then, RunManifest now) =>
        then.Platform is { } old && now.Platform is { } current
            ? Compare(
                "engine version",
                old.GetValueOrDefault(RunPlatform.Engine),
                current.GetValueOrDefault(RunPlatform.Engine))
            : [];

    private static IEnumerable<ManifestDifference> Compare(
        string what, IReadOnlyDictionary<string, string> then, IReadOnlyDictionary<string, string> now) =>
        then.Keys.Union(now.Keys).Order(StringComparer.Ordinal).SelectMany(name =>
            Compare($"{what} {name}", then.GetValueOrDefault(name), now.GetValueOrDefault(name)));

    private static IEnumerable<ManifestDifference> Compare(string what, string? then, string? now) =>
        then == now ? [] : [new ManifestDifference(what, then ?? "absent", now ?? "absent")];
}
