using EvalHarness.Pipeline.Analysis;
using EvalHarness.Slicing;

namespace EvalHarness.Tests.Pipeline.Analysis;

public sealed class SliceDimensionsTests
{
    [Fact]
    public void ATagOfAllSamplesOrOfFewIsNoSlice()
    {
        Dictionary<string, SampleTraits> samples = Enumerable.Range(0, 40).ToDictionary(
            i => $"s{i}",
            i => new SampleTraits(["all", i < 3 ? "few" : "most", i % 2 == 0 ? "even" : "odd", "all"], 100));
        Assert.Equal(
            ["most", "even", "odd"], SliceDimensions.FromTags(samples).Select(slice => slice.Value));
    }

    [Fact]
    public void LengthsAreCutInThirdsAndEqualOnesStayTogether()
    {
        Dictionary<string, SampleTraits> samples = Enumerable.Range(1, 30).ToDictionary(
            i => $"s{i}", i => new SampleTraits([], i <= 15 ? 15 : i));
        Slice[] slices = [.. SliceDimensions.FromLengths(samples)];
        Assert.Equal(
            ["up to 15 characters", "above 15 to 20 characters", "above 20 characters"],
            slices.Select(slice => slice.Value));
        Assert.Equal([15, 5, 10], slices.Select(slice => slice.Samples.Count));
    }

    [Fact]
    public void ValuesThatDoNotVaryGiveNoSlices()
    {
        Assert.Empty(SliceDimensions.FromDivergence(Enumerable.Range(0, 50).ToDictionary(i => $"s{i}", _ => 0.0)));
        Assert.Empty(SliceDimensions.FromDivergence(new Dictionary<string, double>()));
        Assert.Empty(SliceDimensions.FromDivergence(new Dictionary<string, double> { ["a"] = 1 }));
    }

    [Fact]
    public void EverySampleLiesInOnePart()
    {
        Random random = new(5);
        for (int count = 1; count < 60; count++)
        {
            Dictionary<string, double> values =
                Enumerable.Range(0, count).ToDictionary(i => $"s{i}", _ => Math.Round(random.NextDouble() * 9));
            string[] members = [.. SliceDimensions.FromDivergence(values).SelectMany(slice => slice.Samples)];
            Assert.True(members.Length == 0 || members.Order().SequenceEqual(values.Keys.Order()));
        }
    }
}
