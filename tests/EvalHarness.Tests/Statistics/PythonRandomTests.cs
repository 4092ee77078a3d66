using System.Text.Json;
using EvalHarness.Statistics;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Statistics;

/// <summary>Values of CPython, see the README beside the file.</summary>
public sealed class PythonRandomTests
{
    public static TheoryData<long> Seeds => [.. Rows().Select(row => row.GetProperty("seed").GetInt64())];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void EveryMethodDrawsWhatPythonDraws(long seed)
    {
        JsonElement row = Rows().Single(row => row.GetProperty("seed").GetInt64() == seed);
        PythonRandom random = new(seed);
        Check("random", 3, random.NextDouble);
        Check("randint", 5, () => random.NextInteger(-5, 1000));
        Check("wide", 3, () => random.NextInteger(int.MinValue, int.MaxValue));
        Check("choice", 5, () => random.Choice(Upto(7)));
        Assert.Equal(Expected("choices"), Doubles(random.Choices(Upto(50), 6)));
        Assert.Equal(Expected("small"), Doubles(random.Sample(Upto(20), 5)));
        Assert.Equal(Expected("pool"), Doubles(random.Sample(Upto(80), 6)));
        Assert.Equal(Expected("places"), Doubles(random.Sample(Upto(1000), 10)));
        Assert.Equal(Expected("all"), Doubles(random.Sample(Upto(12), 12)));
        int[] items = Upto(15);
        random.Shuffle(items.AsSpan());
        Assert.Equal(Expected("shuffle"), Doubles(items));
        Assert.Equal(row.GetProperty("last").GetDouble(), random.NextDouble());

        double[] Expected(string name) => HarnessFixture.Numbers(row.GetProperty(name));

        void Check(string name, int count, Func<double> draw) =>
            Assert.Equal(Expected(name), Enumerable.Range(0, count).Select(_ => draw()).ToArray());
    }

    [Fact]
    public void MoreThanThereIsCannotBeDrawnWithoutReplacement()
    {
        PythonRandom random = new(0);
        Assert.Throws<ArgumentOutOfRangeException>(() => random.Sample(Upto(3), 4));
        Assert.Empty(random.Sample(Upto(0), 0));
    }

    [SharedFixtureFact]
    public void ChoicesEqualTheSharedCase()
    {
        JsonElement row = Assert.Single(HarnessFixture.Lines("stderr.jsonl", "rng"));
        PythonRandom random = new(row.GetProperty("seed").GetInt64());
        int[] population = Upto(row.GetProperty("population").GetInt32());
        double[] expected = HarnessFixture.Numbers(row.GetProperty("expected"));
        Assert.Equal(expected, Doubles(random.Choices(population, expected.Length)));
        random = new(1);
        Assert.Equal(0.13436424411240122, random.NextDouble());
    }

    private static int[] Upto(int count) => [.. Enumerable.Range(0, count)];

    private static double[] Doubles(int[] values) => [.. values.Select(value => (double)value)];

    private static IEnumerable<JsonElement> Rows() =>
        File.ReadLines(Fixture.Combine("python", "random.jsonl")).Select(line => JsonElement.Parse(line));
}
