using System.Text.Json;
using EvalHarness.Metrics.Corpus;
using EvalHarness.Statistics;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Metrics.Corpus;

/// <summary>Values of lm-evaluation-harness.</summary>
public sealed class CorpusAggregationTests
{
    [SharedFixtureFact]
    public void BleuChrfAndTerWithTheirStandardErrorsEqualTheCases()
    {
        JsonElement[] rows = HarnessFixture.Lines("corpus_metrics.jsonl", "corpus");
        Assert.Equal(14, rows.Length);
        foreach (JsonElement row in rows)
        {
            (string, IReadOnlyList<string>)[] segments = [.. row.GetProperty("items").EnumerateArray().Select(Segment)];
            JsonElement expected = row.GetProperty("expected");
            foreach (string name in CorpusAggregation.OfTexts)
            {
                HarnessValue found = CorpusAggregation.Texts(name, segments);
                HarnessFixture.Equal(expected.GetProperty(name), found.Value, $"{row.GetProperty("id")} {name}");
                HarnessFixture.Equal(
                    expected.GetProperty(name + "_stderr"), found.StandardError,
                    $"{row.GetProperty("id")} {name}_stderr");
            }
        }
    }

    [SharedFixtureFact]
    public void PerplexityAndMedianWithTheirStandardErrorsEqualTheCases()
    {
        foreach (JsonElement row in HarnessFixture.Lines("stderr.jsonl", "bootstrap"))
        {
            double[] values = HarnessFixture.Numbers(row.GetProperty("values"));
            foreach (string name in new[] { "perplexity", "median" })
            {
                HarnessValue found = CorpusAggregation.Numbers(name, values, row.GetProperty("iters").GetInt32());
                HarnessFixture.Equal(row.GetProperty("expected").GetProperty(name), found.Value, name);
                HarnessFixture.Equal(
                    row.GetProperty("expected").GetProperty(name + "_stderr"), found.StandardError, name + "_stderr");
            }
        }
    }

    [SharedFixtureFact]
    public void MeansAndMediansEqualTheCases()
    {
        foreach (JsonElement row in HarnessFixture.Lines("stderr.jsonl", "mean_stderr"))
        {
            double[] values = HarnessFixture.Numbers(row.GetProperty("values"));
            JsonElement expected = row.GetProperty("expected");
            HarnessValue mean = CorpusAggregation.Numbers("mean", values);
            HarnessFixture.Equal(expected.GetProperty("mean"), mean.Value, "mean");
            HarnessFixture.Equal(expected.GetProperty("stderr"), mean.StandardError, "stderr");
            if (expected.TryGetProperty("median", out JsonElement median))
            {
                HarnessFixture.Equal(median, CorpusAggregation.Numbers("median", values, 0).Value, "median");
            }
        }
    }

    [SharedFixtureFact]
    public void PerplexityByWeightEqualsTheCase()
    {
        JsonElement row = Assert.Single(HarnessFixture.Lines("stderr.jsonl", "weighted"));
        (double, double)[] items =
        [
            .. HarnessFixture.Numbers(row.GetProperty("loglikelihoods"))
                .Zip(HarnessFixture.Numbers(row.GetProperty("weights"))),
        ];
        foreach (string name in CorpusAggregation.OfWeighted)
        {
            HarnessValue found = CorpusAggregation.Weighted(name, items);
            HarnessFixture.Equal(row.GetProperty("expected").GetProperty(name), found.Value, name);
            Assert.Null(found.StandardError);
        }
    }

    [SharedFixtureFact]
    public void WordsAndBytesEqualTheCases()
    {
        foreach (JsonElement row in HarnessFixture.Lines("windows.jsonl", "counts"))
        {
            string text = row.GetProperty("text").GetString()!;
            Assert.Equal(row.GetProperty("words").GetInt32(), TextCounts.Words(text));
            Assert.Equal(row.GetProperty("bytes").GetInt32(), TextCounts.Bytes(text));
        }
    }

    [SharedFixtureFact]
    public void PassAtKEqualsTheCases()
    {
        foreach (JsonElement row in HarnessFixture.Lines("pass_at_k.jsonl", "pass_at_k"))
        {
            double found = RepeatedAttempts.PassAt(
                row.GetProperty("n").GetInt32(), row.GetProperty("c").GetInt32(), row.GetProperty("k").GetInt32());
            HarnessFixture.Equal(row.GetProperty("expected"), found, row.GetProperty("id").GetString()!);
        }

        JsonElement run = Assert.Single(HarnessFixture.Lines("pass_at_k.jsonl", "code_eval"));
        bool[][] passed = [.. run.GetProperty("passed").EnumerateArray()
            .Select(list => list.EnumerateArray().Select(one => one.GetBoolean()).ToArray())];
        foreach (JsonProperty expected in run.GetProperty("expected").EnumerateObject())
        {
            int drawn = int.Parse(expected.Name.Split('@')[1], System.Globalization.CultureInfo.InvariantCulture);
            double mean = passed.Average(
                one => RepeatedAttempts.PassAt(one.Length, one.Count(isRight => isRight), drawn));
            HarnessFixture.Equal(expected.Value, mean, expected.Name);
        }
    }

    [Fact]
    public void MoreAttemptsThanWereMadeHaveNoValue()
    {
        Assert.Null(RepeatedAttempts.MeanAt([1, 0], 3));
        Assert.Null(RepeatedAttempts.MajorityAt(["a"], 2));
        Assert.Equal(0.5, RepeatedAttempts.MeanAt([1, 0, 0], 2));
        Assert.Equal(1, RepeatedAttempts.MajorityAt(["a", "b", "b", "a", "a"], 3));
        Assert.Equal(0, RepeatedAttempts.MajorityAt(["a", "b", "b", "a"], 4));
    }

    [Fact]
    public void WhatHasNoValueHasAReason()
    {
        Assert.NotNull(CorpusAggregation.Weighted("weighted_perplexity", [(-1, 0)]).Reason);
        Assert.NotNull(CorpusAggregation.Weighted("perplexity", [(-1, 1)]).Reason);
        Assert.NotNull(CorpusAggregation.Numbers("mode", [1]).Reason);
        Assert.NotNull(CorpusAggregation.Texts("meteor", [("a", ["b"])]).Reason);
        Assert.Equal(2, CorpusAggregation.Numbers("nanmean", [1, double.NaN, 3], 0).Value);
    }

    private static (string Prediction, IReadOnlyList<string> References) Segment(JsonElement item) => (
        item.GetProperty("prediction").GetString()!,
        item.TryGetProperty("references", out JsonElement several)
            ? HarnessFixture.Texts(several)
            : [item.GetProperty("reference").GetString()!]);
}
