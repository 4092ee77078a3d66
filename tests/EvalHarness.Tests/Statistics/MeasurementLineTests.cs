using EvalHarness.Statistics;

namespace EvalHarness.Tests.Statistics;

public sealed class MeasurementLineTests
{
    [Fact]
    public void WithPassAndFailItIsRoganAndGladensCorrection()
    {
        // 108 of 120 labelled passes are passed, 60 of 80 labelled fails are failed; 780 of 1000 outputs are passed.
        double[] known = [.. Enumerable.Repeat(1.0, 120), .. Enumerable.Repeat(0.0, 80)];
        double[] judged =
        [
            .. Enumerable.Repeat(1.0, 108), .. Enumerable.Repeat(0.0, 12),
            .. Enumerable.Repeat(0.0, 60), .. Enumerable.Repeat(1.0, 20),
        ];
        MeasurementLine line = MeasurementLine.From(known, judged)!.Value;
        Assert.Equal(0.65, line.Slope, 1e-12);
        Assert.Equal(0.25, line.Intercept, 1e-12);
        CorrectedMean corrected = line.Correct(0.78, Math.Sqrt(0.78 * 0.22 / 1000));
        Assert.Equal(0.815385, corrected.Estimate, 5e-7);
        Assert.Equal(0.042136, corrected.StandardError, 5e-7);
    }

    [Fact]
    public void AJudgeThatIsAlwaysRightCorrectsNothing()
    {
        double[] grades = [1, 2, 3, 4, 5, 5, 4, 1];
        MeasurementLine line = MeasurementLine.From(grades, grades)!.Value;
        CorrectedMean corrected = line.Correct(3.25, 0.1);
        Assert.Equal(3.25, corrected.Estimate, 1e-12);
        Assert.Equal(0.1, corrected.StandardError, 1e-12);
        Assert.True(line.TellsApart());
    }

    [Fact]
    public void OneGradeAloneTellsNothing() => Assert.Null(MeasurementLine.From([3, 3, 3, 3], [1, 2, 3, 4]));

    [Fact]
    public void AJudgeThatGradesAtRandomIsNotShownToTellGoodFromBad()
    {
        SeededRandom random = new(5);
        double[] known = [.. Enumerable.Range(0, 60).Select(i => 1.0 + (i % 5))];
        double[] judged = [.. known.Select(_ => 1.0 + random.Next(5))];
        Assert.False(MeasurementLine.From(known, judged)!.Value.TellsApart());
    }

    [Fact]
    public void IntervalsOfACorrectedMeanCoverTheTruthWhenLabelsAreDrawnByGrade()
    {
        // A judge that gives 1 + .7·(grade − 1) and noise; outputs are mostly good, labels are spread over all grades.
        SeededRandom random = new(77);
        int covered = 0;
        for (int trial = 0; trial < 400; trial++)
        {
            double[] known = [.. Enumerable.Range(0, 100).Select(i => 1.0 + (i % 5))];
            double[] judged = [.. known.Select(Judge)];
            double[] outputs = [.. Enumerable.Range(0, 200).Select(_ => Judge(random.NextDouble() < 0.7 ? 5 : 3))];
            Moments scores = Moments.From(outputs);
            MeasurementLine line = MeasurementLine.From(known, judged)!.Value;
            covered += line.Correct(scores.Mean, scores.StandardError!.Value).Interval().Contains(4.4) ? 1 : 0;
        }

        Assert.InRange(covered, 366, 398);

        double Judge(double grade) => 1 + (0.7 * (grade - 1)) + (random.NextDouble() * 2) - 1;
    }
}
