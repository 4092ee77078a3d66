using System.Text.Json;
using EvalHarness.Metrics.Corpus;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Metrics.Corpus;

/// <summary>Values of sacreBLEU and scikit-learn, see the README beside the files.</summary>
public sealed class CorpusMetricsTests
{
    private const double Tolerance = 1e-9;

    [Fact]
    public void BleuChrfAndTerEqualSacreBleuWithItsSignature()
    {
        foreach (JsonElement row in Rows("text", "corpus.jsonl"))
        {
            foreach (JsonProperty expected in row.GetProperty("expected").EnumerateObject())
            {
                ICorpusTally tally = Tally(expected.Name, row);
                double? found = Compute(tally);
                Assert.True(
                    found is { } value && Math.Abs(value - expected.Value[0].GetDouble()) < Tolerance * 100,
                    $"{row.GetProperty("id")} {expected.Name}: {found} instead of {expected.Value[0]}");
                Assert.Equal(expected.Value[1].GetString(), tally.Signature);
            }
        }
    }

    [Fact]
    public void ScoresOfLabelsEqualScikitLearn()
    {
        foreach (JsonElement row in Rows("text", "labels.jsonl"))
        {
            foreach (JsonProperty expected in row.GetProperty("expected").EnumerateObject())
            {
                ICorpusTally tally = CorpusMetrics.Find(expected.Name)!.Start();
                foreach ((string gold, string prediction) in HarnessFixture.Texts(row.GetProperty("gold"))
                    .Zip(HarnessFixture.Texts(row.GetProperty("prediction"))))
                {
                    tally.Add(prediction, [gold]);
                }

                HarnessFixture.Equal(expected.Value, Compute(tally), expected.Name);
                Assert.Null(tally.Signature);
            }
        }
    }

    [Theory]
    [InlineData("wer", "the cat sat", "the cat sat", 0)]
    [InlineData("wer", "the cat", "the cat sat down", 0.5)]
    [InlineData("wer", "a b c d e", "a", 4)]
    [InlineData("wer", "", "one two", 1)]
    [InlineData("wer", "one", "", 1)]
    [InlineData("wer", "", "", 0)]
    [InlineData("cer", "kitten", "sitting", 3.0 / 7)]
    [InlineData("cer", "🙂🙃", "🙂", 1)]
    [InlineData("cer", " abc ", "abc", 0)]
    public void ErrorRatesDivideEditsByTheReference(string name, string prediction, string reference, double expected)
    {
        ICorpusTally tally = CorpusMetrics.Find(name)!.Start();
        tally.Add(prediction, [reference]);
        Assert.Equal(expected, Compute(tally)!.Value, Tolerance);
    }

    [Fact]
    public void AnErrorRateOfACorpusIsNoMeanOfRates()
    {
        ICorpusTally tally = CorpusMetrics.Find("wer")!.Start();
        tally.Add("x", ["a"]);
        tally.Add("a b c", ["a b c"]);
        Assert.Equal(0.25, Compute(tally));
    }

    [Fact]
    public void TheNearestOfSeveralReferencesCounts()
    {
        ICorpusTally tally = CorpusMetrics.Find("wer")!.Start();
        tally.Add("a b", ["x y", "a b"]);
        Assert.Equal(0, Compute(tally));
    }

    [Fact]
    public void EditDistancesOfAnyLengthEqualThePlainAlgorithm()
    {
        EvalHarness.Statistics.SeededRandom random = new(3);
        for (int trial = 0; trial < 300; trial++)
        {
            int[] first = Draw(random);
            int[] second = Draw(random);
            Assert.Equal(Plain(first, second), EditDistance.Between(first, second));
        }
    }

    [Fact]
    public void EveryMetricIsFoundByItsNameAndSaysWhatItMeans()
    {
        Assert.All(CorpusMetrics.All, metric =>
        {
            Assert.Same(metric, CorpusMetrics.Find(metric.Definition.Name));
            Assert.NotEmpty(metric.Definition.Meaning);
        });
        Assert.Same(CorpusMetrics.Find("corpus_bleu"), CorpusMetrics.Find("corpus_bleu:13a"));
        Assert.Null(CorpusMetrics.Find("corpus_bleu:mecab"));
    }

    private static int[] Draw(Random random)
    {
        int[] items = new int[random.Next(200)];
        int alphabet = 1 + random.Next(6);
        for (int i = 0; i < items.Length; i++)
        {
            items[i] = random.Next(alphabet);
        }

        return items;
    }

    private static int Plain(int[] first, int[] second)
    {
        int[] row = [.. Enumerable.Range(0, second.Length + 1)];
        for (int i = 1; i <= first.Length; i++)
        {
            int diagonal = row[0]++;
            for (int j = 1; j <= second.Length; j++)
            {
                int cost = Math.Min(
                    Math.Min(row[j], row[j - 1]) + 1, diagonal + (first[i - 1] == second[j - 1] ? 0 : 1));
                (diagonal, row[j]) = (row[j], cost);
            }
        }

        return row[^1];
    }

    private static ICorpusTally Tally(string name, JsonElement row)
    {
        ICorpusTally tally = CorpusMetrics.Find(name)!.Start();
        foreach (JsonElement item in row.GetProperty("items").EnumerateArray())
        {
            tally.Add(
                item.GetProperty("prediction").GetString()!, HarnessFixture.Texts(item.GetProperty("references")));
        }

        return tally;
    }

    private static double? Compute(ICorpusTally tally) => tally.Compute([.. Enumerable.Range(0, tally.Count)]);

    private static JsonElement[] Rows(params string[] path) =>
        [.. File.ReadAllText(Fixture.Combine(path)).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonElement.Parse(line))];
}
