using EvalHarness.Pipeline.Reporting.Tables;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Pipeline.Analysis;

public sealed class MetricEvidenceTests
{
    private static readonly IReadOnlyList<MetricEvidence> s_evidence =
        [.. MetricEvidence.ByMetric(SampleReports.Create("judged")).SelectMany(metric => metric)];

    [Fact]
    public void ACorrectedGateStandsBesideTheCorrectedInterval()
    {
        MetricEvidence found = Find("q3_k", "summarize/judge:local");
        Assert.Equal(-0.453, found.Low!.Value, precision: 9);
        Assert.Equal(-0.171, found.High!.Value, precision: 9);
        Assert.NotEqual(found.Comparison!.Low, found.Low);
    }

    [Fact]
    public void AGateOnScoresAsTheyAreStandsBesideTheComparisonsInterval()
    {
        MetricEvidence found = Find("q4_0", "summarize/judge:preference");
        Assert.Equal((found.Comparison!.Low, found.Comparison.High), (found.Low, found.High));
    }

    [Fact]
    public void WhereLowerIsBetterTheEndsChangePlaces()
    {
        MetricEvidence found = Find("q4_0", "summarize/nll");
        Assert.Equal((-found.Comparison!.High, -found.Comparison.Low), (found.Low, found.High));
    }

    private static MetricEvidence Find(string candidate, string metric) =>
        s_evidence.Single(piece => (piece.Candidate, piece.Metric) == (candidate, metric));
}
