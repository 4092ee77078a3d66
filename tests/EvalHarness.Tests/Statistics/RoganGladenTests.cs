using EvalHarness.Statistics;

namespace EvalHarness.Tests.Statistics;

public sealed class RoganGladenTests
{
    [Fact]
    public void CorrectsAPassRate()
    {
        RoganGladen found = RoganGladen.From(0.78, 1000, 108.0 / 120, 120, 60.0 / 80, 80)!.Value;
        Assert.Equal(0.815385, found.Estimate, 5e-7);
        Assert.Equal(0.042136, found.StandardError, 5e-7);
        Assert.Equal(0.7328, found.Plain.Low, 5e-5);
        Assert.Equal(0.8980, found.Plain.High, 5e-5);
        Assert.Equal(0.7366, found.Adjusted.Low, 5e-5);
        Assert.Equal(0.9075, found.Adjusted.High, 5e-5);
    }

    [Fact]
    public void CorrectsALowPassRate()
    {
        RoganGladen found = RoganGladen.From(0.4, 1000, 0.9, 200, 0.7, 200)!.Value;
        Assert.Equal(0.166667, found.Estimate, 5e-7);
        Assert.Equal(0.05635, found.Adjusted.Low, 5e-6);
        Assert.Equal(0.26273, found.Adjusted.High, 5e-6);
    }

    [Theory]
    [InlineData(0.5, 200, 0.5, 200)]
    [InlineData(0.55, 100, 0.55, 100)]
    [InlineData(1, 1, 1, 1)]
    public void AJudgeNotShownToTellPassFromFailIsRefused(double q1, double m1, double q0, double m0) =>
        Assert.Null(RoganGladen.From(0.6, 500, q1, m1, q0, m0));

    [Fact]
    public void IntervalsCoverTheTruthWhenLabelsAreDrawnByClass()
    {
        SeededRandom random = new(31);
        int covered = 0;
        for (int trial = 0; trial < 400; trial++)
        {
            double judgedPass = Share(random, 600, (0.8 * 0.9) + (0.2 * 0.25));
            RoganGladen found =
                RoganGladen.From(judgedPass, 600, Share(random, 60, 0.9), 60, Share(random, 60, 0.75), 60)!.Value;
            covered += found.Adjusted.Contains(0.8) ? 1 : 0;
        }

        Assert.InRange(covered, 364, 398);
    }

    private static double Share(SeededRandom random, int count, double probability) =>
        Enumerable.Range(0, count).Count(_ => random.NextDouble() < probability) / (double)count;
}
