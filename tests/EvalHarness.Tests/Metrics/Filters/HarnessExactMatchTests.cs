using System.Text.Json;
using EvalHarness.Metrics.Filters;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Metrics.Filters;

/// <summary>Values of lm-evaluation-harness.</summary>
public sealed class HarnessExactMatchTests
{
    [SharedFixtureFact]
    public void EveryOptionEqualsTheCases()
    {
        foreach (JsonElement row in HarnessFixture.Lines("exact_match.jsonl", "exact_match"))
        {
            foreach (JsonElement expected in row.GetProperty("expected").EnumerateArray())
            {
                double score = Metric(expected.GetProperty("options")).Score(
                    row.GetProperty("prediction").GetString()!, [row.GetProperty("reference").GetString()!]);
                Assert.True(
                    expected.GetProperty("exact_match").GetDouble() == score,
                    $"{row.GetProperty("id")} {expected.GetProperty("options")}: {score}");
            }
        }
    }

    [SharedFixtureFact]
    public void SeveralTargetsEqualTheCases()
    {
        foreach (JsonElement row in HarnessFixture.Lines("exact_match.jsonl", "exact_match-several-targets"))
        {
            HarnessExactMatch metric = Metric(row.GetProperty("options"));
            foreach (JsonElement expected in row.GetProperty("expected").EnumerateArray())
            {
                string[] targets = HarnessFixture.Texts(expected.GetProperty("targets"));
                double score = metric.Score(expected.GetProperty("prediction").GetString()!, targets);
                Assert.True(expected.GetProperty("exact_match").GetDouble() == score, $"{expected}: {score}");
            }
        }
    }

    [Fact]
    public void AnUnknownOptionIsRefusedByName()
    {
        InvalidInputException refused = Assert.Throws<InvalidInputException>(() => HarnessExactMatch.Create(
            new Dictionary<string, object?> { ["ignore_cases"] = true }, "metric_list[0]"));
        Assert.Contains("ignore_case", Assert.Single(refused.Errors).Fix, StringComparison.Ordinal);
    }

    private static HarnessExactMatch Metric(JsonElement options) => HarnessExactMatch.Create(
        options.EnumerateObject().ToDictionary(option => option.Name, option => option.Value.ValueKind switch
        {
            JsonValueKind.True => (object?)true,
            JsonValueKind.Array => HarnessFixture.Texts(option.Value).ToList<object?>(),
            _ => false,
        }),
        "metric_list[0]");
}
