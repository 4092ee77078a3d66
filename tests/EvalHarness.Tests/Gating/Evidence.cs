using EvalHarness.Gating;

namespace EvalHarness.Tests.Gating;

/// <summary>Builds paired differences for tests.</summary>
internal static class Evidence
{
    public static MetricDefinition Graded { get; } =
        new("rougeL", HigherIsBetter: true, IsPassFail: false, "0–1.", MetricRange.Unit);

    public static MetricDefinition PassFail { get; } =
        new("exact_match", HigherIsBetter: true, IsPassFail: true, "0 or 1.");

    public static MetricDefinition Loss { get; } = new("nll", HigherIsBetter: false, IsPassFail: false, "Nats.");

    public static IReadOnlyDictionary<string, string?> NoGroups { get; } = new Dictionary<string, string?>();

    public static PairedDifferences Of(
        MetricDefinition metric, IReadOnlyList<double?> baseline, IReadOnlyList<double?> candidate) =>
        PairedDifferences.From("q4", "task/" + metric.Name, metric, Scores(baseline), Scores(candidate), NoGroups);

    public static PairedDifferences Flips(int pairs, int lost, int gained) => Of(
        PassFail,
        [.. Enumerable.Range(0, pairs).Select(i => (double?)(i < lost || i >= lost + gained ? 1 : 0))],
        [.. Enumerable.Range(0, pairs).Select(i => (double?)(i < lost ? 0 : 1))]);

    public static IEnumerable<Score> Scores(IEnumerable<double?> values) =>
        values.Select((value, i) => new Score($"s{i}", "m", value, value is null ? "none" : null));
}
