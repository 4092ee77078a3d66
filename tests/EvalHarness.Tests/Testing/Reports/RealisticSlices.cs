using EvalHarness.Fidelity;
using EvalHarness.Slicing;

namespace EvalHarness.Tests.Testing.Reports;

/// <summary>Slices of the realistic report.</summary>
internal static class RealisticSlices
{
    /// <summary>Two candidates on two metrics; one slice gained, one has no interval.</summary>
    public static IReadOnlyList<SliceChange> Changes() =>
    [
        Change("q4_0", "summarize/rougeL", "tag", "corrected-count", 126, 31, -0.0252, -0.0461, -0.0103, -0.0005),
        Change("q4_0", "summarize/rougeL", "prompt length", "up to 254 characters", 67, 8, 0.0013, -0.01, 0.01, -0.02),
        Change("q3_k", "answer/exact_match", "tag", "two-incidents", 140, 29, -0.1214, -0.22, -0.0413, -0.0312) with
        {
            Joined = [new("answer/kl_divergence", 0.3127, 61)],
        },
        Change("q3_k", "answer/exact_match", "divergence", "above 0.2112 nats", 15, 9, -0.6, null, null, null),
    ];

    /// <summary>With and without losses.</summary>
    public static IReadOnlyList<DivergenceLink> Links() =>
    [
        new("q8_0", "answer/exact_match", 60, 0, null, 0.00004, null),
        new("q3_k", "answer/exact_match", 60, 14, 0.311, 0.0521, -0.482),
    ];

    private static SliceChange Change(
        string candidate,
        string metric,
        string dimension,
        string value,
        int pairs,
        int lost,
        double change,
        double? low,
        double? high,
        double? elsewhere) => new()
        {
            Candidate = candidate,
            Metric = metric,
            Dimension = dimension,
            Value = value,
            Pairs = pairs,
            Lost = lost,
            Change = change,
            Low = low,
            High = high,
            Elsewhere = elsewhere,
            Joined = [new("summarize/kl_divergence", 0.0421, 30), new("summarize/judge:local", -0.31, 24)],
        };
}
