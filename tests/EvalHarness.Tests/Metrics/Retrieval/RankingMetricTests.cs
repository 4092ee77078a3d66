using EvalHarness.Metrics;
using FsCheck;
using FsCheck.Fluent;

namespace EvalHarness.Tests.Metrics.Retrieval;

public sealed class RankingMetricTests
{
    private static readonly string[] s_names =
        ["recall@3", "precision@3", "map", "map@2", "ndcg", "ndcg@3", "mrr", "success@1", "bpref", "Rprec", "set_P"];

    [Theory]
    [InlineData("recall@1", 0.5)]
    [InlineData("precision@3", 2.0 / 3)]
    [InlineData("precision@10", 0.2)]
    [InlineData("map", (1 + (2.0 / 3)) / 2)]
    [InlineData("map@2", 0.5)]
    [InlineData("mrr", 1)]
    [InlineData("success@1", 1)]
    public void TheOrderGivenIsTheOrderScored(string name, double expected) =>
        Assert.Equal(expected, Value(name, "a x b", ("a", 2), ("b", 1), ("c", 0))!.Value, 1e-12);

    [Theory]
    [InlineData("ndcg_burges@2", ((3 / 1.0) + (1 / 1.584962500721156)) / (3 + (1 / 1.584962500721156)), "a b")]
    [InlineData("ndcg_burges", ((1 / 1.0) + (3 / 2.0)) / (3 + (1 / 1.584962500721156)), "b x a")]
    [InlineData("err@2", 3.0 / 16, "a x")]
    [InlineData("err", (1.0 / 16) + (15.0 / 16 * 3 / 16 / 2), "b a")]
    [InlineData("rbp.5", 0.5 * (1 + 0.25), "a x b")]
    [InlineData("rbp.95", 0.05, "a x")]
    [InlineData("judged@3", 2.0 / 3, "a x b")]
    [InlineData("judged@5", 0.5, "a x")]
    public void GradedGainsFollowTheirFormulas(string name, double expected, string order) =>
        Assert.Equal(expected, Value(name, order, ("a", 2), ("b", 1))!.Value, 1e-12);

    [Fact]
    public void AHighGradeOverflowsNoGain() =>
        Assert.Equal(1, Value("ndcg_burges", "a b", ("a", 5000), ("b", 1))!.Value, 1e-12);

    [Fact]
    public void GainIsTheGradeAndTheDiscountIsLogarithmic()
    {
        double ideal = 2 + (1 / Math.Log2(3));
        Assert.Equal((1 + (2 / Math.Log2(4))) / ideal, Value("ndcg@3", "b x a", ("a", 2), ("b", 1))!.Value, 1e-12);
    }

    [Fact]
    public void ASampleWithoutRelevantCandidatesScoresZeroAndOneWithoutGradesIsUnscored()
    {
        Assert.All(s_names, name => Assert.Equal(0, Value(name, "a b", ("a", 0), ("b", -1))));
        Assert.All(s_names, name => Assert.Null(Value(name, "a b")));
    }

    [Fact]
    public void AnOutputWithoutARankingScoresTheWorstAsAnInvalidFormat()
    {
        Sample sample = new() { Id = "s", Relevance = new Dictionary<string, int> { ["a"] = 1 } };
        Score score = MetricCatalog.Parse("map").Score(sample, new() { SampleId = "s", Text = "a" });
        Assert.Equal((0, ScoreFault.InvalidFormat), (score.Value, score.Fault));
        Assert.Equal("the output holds no ranking of the candidates", score.Reason);
    }

    [Fact]
    public void AnAbsurdGradeCostsNoMemory() => Assert.Null(Value("map", "a", ("a", int.MaxValue)));

    [Fact]
    public void TheIdealOrderHasNormalizedGainOne() => Check.One(
        Config.QuickThrowOnFailure, Prop.ForAll(Grades(), grades =>
        {
            string order = string.Join(' ', Enumerable.Range(0, grades.Length).OrderByDescending(i => grades[i]));
            double? value = Value("ndcg", order, Judged(grades));
            return grades.Any(grade => grade > 0) ? Math.Abs(value!.Value - 1) < 1e-12 : value is 0 or null;
        }));

    [Fact]
    public void EveryValueIsBetweenZeroAndOne() => Check.One(
        Config.QuickThrowOnFailure, Prop.ForAll(Grades(), grades =>
        {
            string order = string.Join(' ', Enumerable.Range(0, grades.Length + 3));
            return s_names.All(name => Value(name, order, Judged(grades)) is null or (>= 0 and <= 1 + 1e-12));
        }));

    [Fact]
    public void SwappingTwoUnjudgedCandidatesChangesNothing() => Check.One(
        Config.QuickThrowOnFailure, Prop.ForAll(Grades(), grades =>
        {
            string order = string.Join(' ', Enumerable.Range(0, grades.Length));
            return s_names.All(name => Value(name, $"u {order} v", Judged(grades))
                == Value(name, $"v {order} u", Judged(grades)));
        }));

    [Fact]
    public void MovingARelevantCandidateUpNeverLowersAScore() => Check.One(
        Config.QuickThrowOnFailure, Prop.ForAll(Grades(), grades =>
        {
            (string, int)[] judged = [.. Judged(grades), ("best", 3)];
            string order = string.Join(' ', Enumerable.Range(0, grades.Length));
            return s_names.All(name =>
                Value(name, $"best {order}", judged) >= Value(name, $"{order} best", judged) - 1e-12);
        }));

    private static Arbitrary<int[]> Grades() => Gen.Choose(-1, 3).ArrayOf().ToArbitrary();

    private static (string, int)[] Judged(int[] grades) => [.. grades.Select((grade, i) => ($"{i}", grade))];

    private static double? Value(string name, string order, params (string Id, int Grade)[] judged)
    {
        Sample sample = new() { Id = "s", Relevance = judged.ToDictionary(pair => pair.Id, pair => pair.Grade) };
        RankedCandidate[] ranked =
            [.. order.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(id => new RankedCandidate(id))];
        return MetricCatalog.Parse(name).Score(sample, new() { SampleId = "s", Ranking = new(ranked) }).Value;
    }
}
