using EvalHarness.Statistics;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Statistics;

public sealed class PairedBootstrapTests
{
    [Fact]
    public void FewerThanTwoDifferencesHaveNoInterval()
    {
        Assert.Null(PairedBootstrap.Mean([], new SeededRandom(1)));
        Assert.Null(PairedBootstrap.Mean([0.3], new SeededRandom(1)));
    }

    [Fact]
    public void EqualDifferencesGiveAPoint() =>
        Assert.Equal(
            new Interval(0.25, 0.25),
            PairedBootstrap.Mean([0.25, 0.25, 0.25], new SeededRandom(1))!.Interval(0.95));

    [Fact]
    public void TheSameSeedGivesTheSameBits()
    {
        double[] differences = Normals(40, 9);
        Interval first = PairedBootstrap.Mean(differences, new SeededRandom(3))!.Interval(0.95);
        Assert.Equal(first, PairedBootstrap.Mean(differences, new SeededRandom(3))!.Interval(0.95));
        Assert.NotEqual(first, PairedBootstrap.Mean(differences, new SeededRandom(4))!.Interval(0.95));
    }

    [Fact]
    public void TheOrderOfTheDataDoesNotMatter()
    {
        Laws.Hold<double[]>(raw =>
        {
            double[] data = Laws.Finite(raw);
            double[] shuffled = [.. data];
            new SeededRandom(8).Shuffle(shuffled);
            return Bounds(data) == Bounds(shuffled);
        });
    }

    [Fact]
    public void NegatedDataGiveTheMirrorImage()
    {
        Laws.Hold<double[]>(raw =>
        {
            double[] data = Laws.Finite(raw);
            Interval? straight = Bounds(data);
            Interval? mirrored = Bounds([.. data.Select(value => -value)]);
            return straight is null
                ? mirrored is null
                : Laws.Near(straight.Value.Low, -mirrored!.Value.High)
                    && Laws.Near(straight.Value.High, -mirrored.Value.Low);
        });
    }

    [Fact]
    public void TheIntervalOfASmoothSampleIsCloseToStudents()
    {
        double[] differences = Normals(400, 2);
        Interval student = TInterval.From(differences)!.Value.Interval(0.95);
        Interval bootstrap = PairedBootstrap.Mean(differences, new SeededRandom(1))!.Interval(0.95);
        Assert.Equal(student.Low, bootstrap.Low, 0.01);
        Assert.Equal(student.High, bootstrap.High, 0.01);
    }

    [Fact]
    public void SkewedDataShiftTheIntervalToTheirLongSide()
    {
        double[] skewed = [.. Normals(60, 5).Select(value => Math.Exp(value))];
        BootstrapDistribution bootstrap = PairedBootstrap.Mean(skewed, new SeededRandom(1))!;
        Interval interval = bootstrap.Interval(0.95);
        Assert.True(interval.High - bootstrap.Estimate > 1.15 * (bootstrap.Estimate - interval.Low));
    }

    [Fact]
    public void DependentSamplesWidenTheInterval()
    {
        // Ten copies of each of 30 values are 30 observations, not 300.
        double[] values = Normals(30, 7);
        double[] copies = [.. values.SelectMany(value => Enumerable.Repeat(value, 10))];
        Interval naive = PairedBootstrap.Mean(copies, new SeededRandom(1))!.Interval(0.95);
        double[] sums = [.. values.Select(value => 10 * value)];
        double[] sizes = [.. values.Select(_ => 10.0)];
        Interval clustered = PairedBootstrap.Ratio(sums, sizes, new SeededRandom(1))!.Interval(0.95);
        Interval honest = PairedBootstrap.Mean(values, new SeededRandom(1))!.Interval(0.95);
        Assert.Equal(honest.Low, clustered.Low, 1e-12);
        Assert.InRange((clustered.High - clustered.Low) / (naive.High - naive.Low), 2.6, 3.8);
    }

    [Fact]
    public void IntervalsCoverTheTruthAsOftenAsTheySay()
    {
        SeededRandom random = new(11);
        int covered = 0;
        const int trials = 400;
        for (int trial = 0; trial < trials; trial++)
        {
            // Pass/fail differences: 8 % lost, 4 % gained, true mean −.04.
            double[] differences = new double[150];
            for (int i = 0; i < differences.Length; i++)
            {
                double u = random.NextDouble();
                differences[i] = u < 0.08 ? -1 : (u < 0.12 ? 1 : 0);
            }

            covered += PairedBootstrap.Mean(differences, random, 1_000)!.Interval(0.95).Contains(-0.04) ? 1 : 0;
        }

        // Binomial(400, .95) has a standard deviation of 4.4.
        Assert.InRange(covered, 362, 396);
    }

    private static Interval? Bounds(double[] data) =>
        PairedBootstrap.Mean(data, new SeededRandom(1), 200)?.Interval(0.9);

    private static double[] Normals(int count, long seed)
    {
        SeededRandom random = new(seed);
        return [.. Enumerable.Range(0, count).Select(_ => Laws.Normal(random))];
    }
}
