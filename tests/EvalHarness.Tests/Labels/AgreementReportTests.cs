using EvalHarness.Judging;
using EvalHarness.Labels;
using EvalHarness.Statistics;

namespace EvalHarness.Tests.Labels;

public sealed class AgreementReportTests
{
    [Fact]
    public void KappasAreThoseOfAPublishedTable()
    {
        // [[20,5,1],[6,30,8],[2,7,21]]: .555487, linear .607073, quadratic .666198 (scikit-learn).
        int[,] counts = { { 20, 5, 1 }, { 6, 30, 8 }, { 2, 7, 21 } };
        RatedItem[] items =
        [
            .. from i in Enumerable.Range(0, 3)
               from j in Enumerable.Range(0, 3)
               from n in Enumerable.Range(0, counts[i, j])
               select Item($"{i}{j}{n}", 1 + i, 1 + j),
        ];
        RaterComparison judge = Assert.Single(Report(items, VerdictMenu.Range(1, 3), 2).Judges);
        Assert.Equal(0.555487, judge.Kappa(KappaWeights.Unweighted)!.Value.Kappa, 1e-6);
        Assert.Equal(0.607073, judge.Kappa(KappaWeights.Linear)!.Value.Kappa, 1e-6);
        Assert.Equal(0.666198, judge.Agreement.Kappa!.Value.Kappa, 1e-6);
        Assert.Equal(KappaWeights.Quadratic, judge.Weights);
        Assert.Equal(new Proportion(71, 100), judge.Same);

        // Passing is 2 or 3: of 74 passes 66 are found, of 26 fails 20.
        Assert.Equal(new Proportion(66, 74), judge.TruePositives);
        Assert.Equal(new Proportion(20, 26), judge.TrueNegatives);
        Assert.Equal(new Proportion(86, 100), judge.SameOutcome);
    }

    [Fact]
    public void AlwaysPassingAndTheLongestAnswerAreThereToBeBeaten()
    {
        RatedItem[] items =
        [
            Item("a", 5, 5) with { SampleId = "1", Length = 10 }, Item("b", 1, 5) with { SampleId = "1", Length = 20 },
            Item("c", 5, 5) with { SampleId = "2", Length = 30 }, Item("d", 4, 1) with { SampleId = "2", Length = 5 },
            Item("e", 5, 5) with { SampleId = "3", Length = 7 }, Item("f", 5, 5) with { SampleId = "3", Length = 9 },
        ];
        AgreementReport report = Report(items, VerdictMenu.Range(1, 5), 4);
        AgreementBaseline always = report.Baselines[0];
        Assert.Equal((new Proportion(5, 6), new Proportion(4, 6)), (always.Right, always.Judges["judge"]));
        AgreementBaseline longest = report.Baselines[1];
        Assert.Equal((new Proportion(1, 2), new Proportion(1, 2)), (longest.Right, longest.Judges["judge"]));
    }

    [Fact]
    public void PeopleAmongThemselvesAreTheCeiling()
    {
        RatedItem[] items =
        [
            .. Enumerable.Range(0, 20).Select(i => Item($"i{i}", 1 + (i % 5), 3) with
            {
                People = new Dictionary<string, double> { ["Ada"] = 1 + (i % 5), ["Bo"] = i == 0 ? 2 : 1 + (i % 5) },
            }),
        ];
        AgreementReport report = Report(items, VerdictMenu.Range(1, 5), 4);
        Assert.Equal(["Ada", "Bo"], report.Ceiling!.Labellers);
        Assert.Equal(0.95, report.Ceiling.Agreement.PercentAgreement!.Value, 1e-12);
        Assert.Equal(report.People.Single().Agreement.Kappa!.Value.Kappa, report.Ceiling.MeanKappa!.Value, 1e-12);
        Assert.Equal(2, report.ByLabeller.Count);
    }

    [Fact]
    public void ItemsOnWhichLabellersDifferMeasureNoJudge()
    {
        RatedItem disputed = Item("a", 1, 5) with
        {
            People = new Dictionary<string, double> { ["Ada"] = 1, ["Bo"] = 5 },
            Grade = null,
        };
        AgreementReport report = Report([disputed, Item("b", 5, 5)], VerdictMenu.Range(1, 5), 4);
        Assert.Equal((1, 1), (report.Disputed, report.Judges[0].Items));
    }

    [Fact]
    public void WhatIsNotDefinedIsNull()
    {
        AgreementReport report = Report([Item("a", 5, null)], VerdictMenu.Range(1, 5), 4);
        RaterComparison judge = report.Judges.Single();
        Assert.Equal((0, 1), (judge.Items, judge.Unscored));
        Assert.Null(judge.Agreement.Kappa);
        Assert.Null(judge.Same);
        Assert.Null(judge.TrueNegatives);
        Assert.Null(report.Ceiling);
    }

    private static RatedItem Item(string id, double grade, double? judge) => new()
    {
        Id = id,
        SampleId = id,
        People = new Dictionary<string, double> { ["Ada"] = grade },
        Grade = grade,
        Judges = new Dictionary<string, double?> { ["judge"] = judge },
    };

    private static AgreementReport Report(IReadOnlyList<RatedItem> items, VerdictMenu menu, double passFrom) =>
        AgreementReport.From(items, menu, passFrom, MeasurementLevel.Ordinal, isPair: false);
}
