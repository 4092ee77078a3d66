using System.Text.Json;
using EvalHarness.Statistics;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Statistics;

/// <summary>Values of lm-evaluation-harness.</summary>
public sealed class HarnessErrorsTests
{
    [SharedFixtureFact]
    public void StandardErrorsOfMeansEqualTheCases()
    {
        foreach (JsonElement row in HarnessFixture.Lines("stderr.jsonl", "mean_stderr"))
        {
            double[] values = HarnessFixture.Numbers(row.GetProperty("values"));
            JsonElement expected = row.GetProperty("expected");
            HarnessFixture.Equal(expected.GetProperty("stderr"), HarnessErrors.OfMean(values), "stderr");
        }
    }

    [SharedFixtureFact]
    public void PooledStandardErrorsOfGroupsEqualTheCases()
    {
        foreach (JsonElement row in HarnessFixture.Lines("stderr.jsonl", "group"))
        {
            int[] sizes = [.. row.GetProperty("sizes").EnumerateArray().Select(size => size.GetInt32())];
            double[] errors = HarnessFixture.Numbers(row.GetProperty("stderrs"));
            JsonElement expected = row.GetProperty("expected");
            HarnessFixture.Equal(
                expected.GetProperty("pooled_stderr"), HarnessErrors.Pooled(sizes, errors), "pooled");
            HarnessFixture.Equal(
                expected.GetProperty("unweighted_stderr"), HarnessErrors.Unweighted(errors), "unweighted");
        }
    }

    [SharedFixtureFact]
    public void TheBootstrapDrawsAsPythonDoes()
    {
        foreach (JsonElement row in HarnessFixture.Lines("stderr.jsonl", "bootstrap"))
        {
            double[] values = HarnessFixture.Numbers(row.GetProperty("values"));
            double? error = HarnessErrors.Bootstrap(
                values.Length, places => Perplexity(values, places), row.GetProperty("iters").GetInt32());
            HarnessFixture.Equal(row.GetProperty("expected").GetProperty("perplexity_stderr"), error, "perplexity");
        }
    }

    [Fact]
    public void OneItemHasNoStandardError()
    {
        Assert.Null(HarnessErrors.OfMean([1]));
        Assert.Null(HarnessErrors.Bootstrap(1, _ => 1, 100));
        Assert.Null(HarnessErrors.Bootstrap(5, _ => 1, 0));
        Assert.Null(HarnessErrors.Pooled([1, 1], [0, 0]));
    }

    private static double Perplexity(double[] values, ReadOnlySpan<int> places)
    {
        double sum = 0;
        foreach (int place in places)
        {
            sum += values[place];
        }

        return Math.Exp(-sum / places.Length);
    }
}
