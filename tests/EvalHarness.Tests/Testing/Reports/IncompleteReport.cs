using EvalHarness.Gating;
using EvalHarness.Reporting;

namespace EvalHarness.Tests.Testing.Reports;

/// <summary>A cancelled run of a remote model without gates: almost everything is missing.</summary>
internal static class IncompleteReport
{
    /// <summary>The report.</summary>
    public static Report Create() => new()
    {
        Name = "remote",
        Decision = ReleaseDecision.Inconclusive,
        Summary = "The run was cancelled; no gate was set.",
        Incomplete = "41 of 300 samples of the task answer have no output from remote.",
        Baseline = "baseline",
        Candidates = [new("remote", ReleaseDecision.Inconclusive, "No gate was set, so nothing can pass.")],
        Gates = [],
        Comparisons = [],
        Models =
        [
            new() { Name = "baseline", Provider = "openai", Outputs = 300, Errors = 0 },
            new() { Name = "remote", Provider = "openai", Outputs = 259, Errors = 0 },
        ],
        Metrics = [],
        Unscored = [],
        SkippedRows = [],
        WorstSamples = [],
        Manifest = new()
        {
            ToolVersion = "0.1.0",
            ConfigurationSha256 = new string('0', 64),
            Models = new Dictionary<string, string>(),
            Datasets = new Dictionary<string, string>(),
            Prompts = new Dictionary<string, string>(),
            Scorers = new Dictionary<string, string>(),
            Seeds = new Dictionary<string, long>(),
        },
        Configuration = "{}",
        Run = new()
        {
            Id = "20260131-120000-0000",
            Started = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero),
            Finished = new(2026, 1, 31, 12, 0, 1, TimeSpan.Zero),
            Machine = "Linux",
        },
    };
}
