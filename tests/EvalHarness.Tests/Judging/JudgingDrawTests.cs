using EvalHarness.Judging;

namespace EvalHarness.Tests.Judging;

public sealed class JudgingDrawTests
{
    private static readonly string[] s_candidates = ["near", "far"];

    [Fact]
    public void OfACandidateOnlyOutputsThatDifferAreDrawn()
    {
        JudgingDraw draw = Draw(60, fraction: 0.5);
        Assert.All(draw.Of("near"), item => Assert.DoesNotContain(item.SampleId, draw.EqualTo("near")));
        Assert.Equal(54, draw.EqualTo("near").Count);
        Assert.Empty(draw.EqualTo("far"));
    }

    [Fact]
    public void ALargerFractionKeepsWhatASmallerOneDrew()
    {
        HashSet<(string, string)> few = [.. Draw(60, 0.2).Distinct(false).Select(one => (one.SampleId, one.Model))];
        HashSet<(string, string)> many = [.. Draw(60, 0.6).Distinct(false).Select(one => (one.SampleId, one.Model))];
        Assert.Subset(many, few);
        Assert.True(few.Count < many.Count);
    }

    [Fact]
    public void ADifferenceAlwaysHasBothItsSides()
    {
        JudgingDraw draw = Draw(60, 0.25);
        ILookup<string, string> asked = draw.Distinct(false).ToLookup(one => one.SampleId, one => one.Model);
        foreach (JudgingItem item in draw.Of("far"))
        {
            Assert.Contains("base", asked[item.SampleId]);
            Assert.Contains("far", asked[item.SampleId]);
        }
    }

    [Fact]
    public void EqualTextsAreAskedOnce()
    {
        JudgedOutput[] outputs =
            [.. Enumerable.Range(0, 9).Select(i => Output(i, ("base", "a"), ("near", "b"), ("far", "b")))];
        JudgingDraw draw = new(outputs, "base", s_candidates, 1, 7);
        Assert.Equal(18, draw.Distinct(false).Count);
        Assert.Equal(9, draw.Distinct(pairs: true).Count);
    }

    [Fact]
    public void ProbabilitiesAddUpToTheSamples()
    {
        JudgingDraw draw = Draw(60, 0.25);
        Assert.Equal(60, draw.Of("base").Sum(item => 1 / item.InclusionProbability), 1e-9);
        Assert.Equal(6, draw.Of("near").Sum(item => 1 / item.InclusionProbability), 1e-9);
    }

    [Fact]
    public void AnErrorIsNeverDrawn()
    {
        JudgedOutput[] outputs = [Output(0, ("base", "a")), Output(1, ("near", "b"))];
        JudgingDraw draw = new(outputs, "base", ["near"], 1, 7);
        Assert.Equal(["0"], draw.Of("base").Select(item => item.SampleId));
        Assert.Empty(draw.Of("near"));
        Assert.Empty(draw.EqualTo("near"));
    }

    private static JudgingDraw Draw(int samples, double fraction) => new(
        [
            .. Enumerable.Range(0, samples).Select(i => Output(
                i, ("base", "same"), ("near", i % 10 == 0 ? "other" : "same"), ("far", "different"))),
        ],
        "base",
        s_candidates,
        fraction,
        seed: 7);

    private static JudgedOutput Output(int i, params (string Model, string Text)[] texts) => new(
        i.ToString(System.Globalization.CultureInfo.InvariantCulture),
        i,
        Length: 10 + (i % 7),
        texts.ToDictionary(text => text.Model, text => text.Text));
}
