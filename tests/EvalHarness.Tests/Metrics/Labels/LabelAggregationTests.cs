using System.Text.Json;
using EvalHarness.Metrics.Labels;
using EvalHarness.Statistics;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Metrics.Labels;

/// <summary>Values of scikit-learn by lm-evaluation-harness.</summary>
public sealed class LabelAggregationTests
{
    [SharedFixtureTheory]
    [InlineData("f1-mcc")]
    [InlineData("mcc")]
    public void ValuesAndStandardErrorsEqualTheCases(string kind)
    {
        foreach (JsonElement row in HarnessFixture.Lines("corpus_metrics.jsonl", kind))
        {
            (int, int)[] pairs =
            [
                .. Integers(row.GetProperty("gold")).Zip(Integers(row.GetProperty("pred"))),
            ];
            int resamples = row.TryGetProperty("bootstrap_iters", out JsonElement asked) ? asked.GetInt32() : 0;
            JsonElement expected = row.GetProperty("expected");
            foreach (JsonProperty value in expected.EnumerateObject()
                .Where(value => !value.Name.EndsWith("_stderr", StringComparison.Ordinal)))
            {
                HarnessValue found = LabelAggregation.Aggregate(value.Name, pairs, resamples);
                HarnessFixture.Equal(value.Value, found.Value, value.Name);
                if (expected.TryGetProperty(value.Name + "_stderr", out JsonElement error))
                {
                    HarnessFixture.Equal(error, found.StandardError, value.Name + "_stderr");
                }
            }
        }
    }

    [Fact]
    public void F1NeedsALabelOfOneAmongTwo()
    {
        Assert.NotNull(LabelAggregation.Aggregate("f1", [(0, 2), (2, 2)], 0).Reason);
        Assert.NotNull(LabelAggregation.Aggregate("f1", [(0, 1), (2, 2)], 0).Reason);
        Assert.Equal(0, LabelAggregation.Aggregate("f1", [(0, 0)], 0).Value);
        Assert.Equal(1, LabelAggregation.Aggregate("f1", [(1, 1), (2, 2)], 0).Value);
    }

    private static IEnumerable<int> Integers(JsonElement list) =>
        list.EnumerateArray().Select(value => value.GetInt32());
}
