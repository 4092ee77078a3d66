using EvalHarness.Statistics;

namespace EvalHarness.Tests.Statistics;

public sealed class PredictionPoweredInferenceTests
{
    private static readonly double[] s_labels = [1, 1, 0, 1, 0, 1, 1, 0, 1, 1];
    private static readonly double[] s_judged = [1, 1, 1, 1, 0, 1, 0, 1, 1, 1];
    private static readonly double[] s_further = [.. Enumerable.Repeat(1.0, 30), .. Enumerable.Repeat(0.0, 10)];

    [Fact]
    public void LabelsOnly() => AssertMean(0, 0.700, null, 0.4160, 0.9840);

    [Fact]
    public void ClassicPpi() => AssertMean(1, 0.650, 0.183542, 0.2903, 1.0097);

    [Fact]
    public void TheBestWeight()
    {
        double lambda = PredictionPoweredInference.OptimalLambda(s_labels, s_judged, s_further);
        Assert.Equal(0.171930, lambda, 5e-7);
        AssertMean(lambda, 0.691404, 0.142254, 0.4126, 0.9702);
    }

    [Fact]
    public void TooFewLabelsOfTheRarerClassAreSaidToBe()
    {
        CorrectedMean mean = PredictionPoweredInference.PlusPlus(s_labels, s_judged, s_further);
        Assert.True(mean.HasTooFewLabels);
        Assert.Equal(1, mean.Lambda);
        double[] graded = [.. Enumerable.Range(0, 12).Select(i => 1.0 + (i % 5))];
        Assert.False(PredictionPoweredInference.PlusPlus(graded, graded, graded).HasTooFewLabels);
    }

    [Fact]
    public void AJudgeWhoNeverVariesHasNoWeight() =>
        Assert.Equal(0, PredictionPoweredInference.OptimalLambda(s_labels, new double[10], new double[40]));

    [Fact]
    public void StrataAreWeighedByTheirShares()
    {
        CorrectedMean low = new(0.2, 0.03, 1);
        CorrectedMean high = new(0.8, 0.04, 1);
        CorrectedMean both = PredictionPoweredInference.Stratified([(0.25, low), (0.75, high)]);
        Assert.Equal(0.65, both.Estimate, 1e-12);
        Assert.Equal(Math.Sqrt((0.0075 * 0.0075) + (0.03 * 0.03)), both.StandardError, 1e-12);
        Assert.Throws<ArgumentException>(() => PredictionPoweredInference.Stratified([(0.25, low), (0.5, high)]));
    }

    [Fact]
    public void IntervalsCoverTheTruthAndAreNarrowerThanLabelsAlone()
    {
        SeededRandom random = new(29);
        (int covered, int corrected, double narrower) = (0, 0, 0);
        for (int trial = 0; trial < 400; trial++)
        {
            (double[] labels, double[] judged) = Draw(random, 120);
            (_, double[] further) = Draw(random, 1_200);
            CorrectedMean mean = PredictionPoweredInference.PlusPlus(labels, judged, further);
            CorrectedMean labelsOnly = PredictionPoweredInference.Mean(labels, judged, further, 0);
            covered += mean.Interval().Contains(0.7) ? 1 : 0;
            corrected += Interval.Normal(Moments.From(further).Mean, 0.02, 0.95).Contains(0.7) ? 1 : 0;
            narrower += mean.StandardError / labelsOnly.StandardError / 400;
        }

        Assert.InRange(covered, 364, 396);
        Assert.InRange(narrower, 0.5, 0.9);

        // The judge alone is biased, so its own interval misses.
        Assert.InRange(corrected, 0, 200);
    }

    // 70 % pass; the judge passes 90 % of passes and 40 % of fails.
    private static (double[] Labels, double[] Judged) Draw(SeededRandom random, int count)
    {
        double[] labels = [.. Enumerable.Range(0, count).Select(_ => random.NextDouble() < 0.7 ? 1.0 : 0.0)];
        return (labels, [.. labels.Select(label => random.NextDouble() < (label > 0 ? 0.9 : 0.4) ? 1.0 : 0.0)]);
    }

    private static void AssertMean(double lambda, double estimate, double? error, double low, double high)
    {
        CorrectedMean mean = PredictionPoweredInference.Mean(s_labels, s_judged, s_further, lambda);
        Assert.Equal(estimate, mean.Estimate, 5e-7);
        Assert.Equal(error ?? mean.StandardError, mean.StandardError, 5e-7);
        Assert.Equal(low, mean.Interval().Low, 5e-5);
        Assert.Equal(high, mean.Interval().High, 5e-5);
    }
}
