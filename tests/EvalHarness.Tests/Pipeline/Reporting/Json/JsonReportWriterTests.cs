using System.Text.Json;
using EvalHarness.Judging;
using EvalHarness.Pipeline.Reporting.Json;
using EvalHarness.Reporting;
using EvalHarness.Tests.Testing;
using EvalHarness.Tests.Testing.Reports;

namespace EvalHarness.Tests.Pipeline.Reporting.Json;

public sealed class JsonReportWriterTests
{
    [Fact]
    public async Task NumbersComeBackExactly()
    {
        Report report = RealisticReport.Create();
        using JsonDocument json = await ParseAsync(report);
        JsonElement gate = json.RootElement.GetProperty("gates")[3];
        Assert.Equal(report.Gates[3].Low, gate.GetProperty("low").GetDouble());
        Assert.Equal(report.Gates[3].Metric, gate.GetProperty("metric").GetString());
        JsonElement model = json.RootElement.GetProperty("models").GetProperty("q4_0");
        Assert.Equal(3_008_736, model.GetProperty("file_bytes").GetInt64());
        Assert.Equal(1104.2, model.GetProperty("tokens_per_second").GetDouble());
    }

    [Fact]
    public async Task WhatIsMissingOrNotFiniteIsNull()
    {
        using JsonDocument json = await ParseAsync(HostileReport.Create());
        JsonElement comparison = json.RootElement.GetProperty("comparisons")[0];
        Assert.Equal(JsonValueKind.Null, comparison.GetProperty("delta").ValueKind);
        Assert.Equal(JsonValueKind.Null, comparison.GetProperty("low").ValueKind);
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("gates")[0].GetProperty("delta").ValueKind);
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("metrics")[0].GetProperty("mean").ValueKind);
    }

    [Fact]
    public async Task ModelTextComesBackAsWritten()
    {
        Report report = HostileReport.Create();
        using JsonDocument json = await ParseAsync(report);
        string? text = json.RootElement.GetProperty("worst_samples")[0].GetProperty("target").GetString();
        Assert.Equal(report.WorstSamples[0].Target!.Replace('\uD800', '\uFFFD'), text);
    }

    [Fact]
    public async Task TheConfigurationIsJsonWhereItIsJson()
    {
        using JsonDocument json = await ParseAsync(RealisticReport.Create());
        Assert.Equal("baseline", json.RootElement.GetProperty("configuration").GetProperty("baseline").GetString());
        using JsonDocument other = await ParseAsync(HostileReport.Create());
        Assert.Equal(JsonValueKind.String, other.RootElement.GetProperty("configuration").ValueKind);
    }

    [Fact]
    public async Task JudgesAreToldByNameWithTheirIntervals()
    {
        Report report = JudgedReport.Create();
        using JsonDocument json = await ParseAsync(report);
        JsonElement judge = json.RootElement.GetProperty("judges").GetProperty("local");
        JudgeReliability reliability = report.Judges[0].Reliability!;
        Assert.Equal(reliability.Kappa!.Value.Kappa, judge.GetProperty("kappa").GetDouble());
        Assert.Equal(reliability.Kappa.Value.Interval().Low, judge.GetProperty("kappa_low").GetDouble());
        Assert.Equal(0.9541, judge.GetProperty("alpha_low").GetDouble());
        Assert.Equal(
            reliability.TrueNegatives!.Interval().Low,
            judge.GetProperty("true_negative_rate").GetProperty("low").GetDouble());
        Assert.Equal(6, judge.GetProperty("confusion")[1][2].GetInt32());
        Assert.Equal(3, judge.GetProperty("failures").GetProperty("parse").GetInt32());
        JsonElement change = judge.GetProperty("corrected").EnumerateArray()
            .Single(row => row.GetProperty("quantity").GetString() == "difference"
                && row.GetProperty("model").GetString() == "q3_k");
        Assert.Equal(-0.312, change.GetProperty("estimate").GetDouble());
        Assert.Equal(23, json.RootElement.GetProperty("human_queue").GetArrayLength());
        Assert.Equal(3, json.RootElement.GetProperty("judging_layers").GetArrayLength());
    }

    [Theory]
    [InlineData("claims", "kappa")]
    [InlineData("claims", "confusion")]
    [InlineData("claims", "true_positive_rate")]
    [InlineData("claims", "alpha_low")]
    [InlineData("claims", "tokens")]
    [InlineData("claims", "labels_drawn")]
    [InlineData("local", "usd")]
    [InlineData("local", "flips")]
    [InlineData("master", "retest_same")]
    public async Task WhatIsNotKnownOfAJudgeIsNull(string judge, string key)
    {
        using JsonDocument json = await ParseAsync(JudgedReport.Create());
        JsonElement found = json.RootElement.GetProperty("judges").GetProperty(judge).GetProperty(key);
        Assert.Equal(JsonValueKind.Null, found.ValueKind);
    }

    private static async Task<JsonDocument> ParseAsync(Report report) =>
        JsonDocument.Parse(await Rendered.WithAsync(new JsonReportWriter(), report));
}
