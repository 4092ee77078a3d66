using System.Globalization;
using EvalHarness.Reporting;
using EvalHarness.Runs;

namespace EvalHarness.Pipeline.Reporting.Wording;

/// <summary>What a report was made from and by, as named lines in a fixed order.</summary>
internal static class Provenance
{
    /// <summary>The lines of a report: run, tool, hashes, seeds.</summary>
    public static IEnumerable<(string Name, string Value)> From(Report report)
    {
        ArgumentNullException.ThrowIfNull(report);
        RunIdentity run = report.Run;
        RunManifest manifest = report.Manifest;
        List<(string, string)> lines =
        [
            ("run", run.Id),
            ("started", ReportNumbers.Time(run.Started)),
            ("finished", ReportNumbers.Time(run.Finished)),
            ("machine", run.Machine ?? ReportNumbers.Missing),
            ("commit", run.GitCommit ?? ReportNumbers.Missing),
            ("evalharness", manifest.ToolVersion),
            ("configuration SHA-256", manifest.ConfigurationSha256),
        ];
        lines.AddRange((manifest.Platform ?? new Dictionary<string, string>())
            .OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => (pair.Key, pair.Value)));
        lines.AddRange((manifest.ContinuedOn ?? []).Select(platform => ("continued on", platform)));
        if (run.Clock is { } clock)
        {
            lines.Add(("clock of prompts", clock.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)));
        }

        Add(lines, "model", manifest.Models);
        Add(lines, "chat template", manifest.ChatTemplates ?? new Dictionary<string, string>());
        if (manifest.VariesByProcessor is { Count: > 0 } varying)
        {
            lines.Add(("rows that may differ by processor and batch", string.Join(", ", varying)));
        }

        Add(lines, "dataset", manifest.Datasets);
        Add(lines, "prompt", manifest.Prompts);
        Add(lines, "scorer", manifest.Scorers);
        Add(lines, "judge", manifest.Judges);
        lines.AddRange(manifest.Samples.OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => ($"samples {pair.Key}", pair.Value.ToString(CultureInfo.InvariantCulture))));
        lines.AddRange(manifest.Seeds.OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => ($"seed {pair.Key}", pair.Value.ToString(CultureInfo.InvariantCulture))));
        return lines;
    }

    private static void Add(List<(string, string)> lines, string kind, IReadOnlyDictionary<string, string> hashes) =>
        lines.AddRange(hashes.OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => ($"{kind} {pair.Key} SHA-256", pair.Value)));
}
