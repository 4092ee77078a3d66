using System.Text.Json;
using EvalHarness.Pipeline.Reporting;
using EvalHarness.Tests.Testing;
using EvalHarness.Tests.Testing.Reports;

namespace EvalHarness.Tests.Pipeline.Reporting;

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

    private static async Task<JsonDocument> ParseAsync(Report report) =>
        JsonDocument.Parse(await Rendered.WithAsync(new JsonReportWriter(), report));
}
