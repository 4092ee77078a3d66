using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.EndToEnd;

public sealed class TelemetryTests
{
    [Fact]
    public async Task ACollectorReceivesTracesAndMetersOfARunButNoPrompts()
    {
        await using FakeEndpoint collector = new((_, _) => new FakeReply());
        FakeRequest[] requests = await RunAsync(new()
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Address.GetLeftPart(UriPartial.Authority),
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_RESOURCE_ATTRIBUTES"] = "deployment.environment=nightly",
        }, collector);
        string traces = Sent(requests, "/v1/traces");
        Assert.Contains("gen_ai.request.model", traces, StringComparison.Ordinal);
        Assert.DoesNotContain("What is item", traces, StringComparison.Ordinal);
        Assert.Contains("nightly", traces, StringComparison.Ordinal);
        Assert.Contains("evalharness", traces, StringComparison.Ordinal);
        Assert.Contains("gen_ai.client.operation.duration", Sent(requests, "/v1/metrics"), StringComparison.Ordinal);
    }

    private static async Task<FakeRequest[]> RunAsync(Dictionary<string, string> environment, FakeEndpoint collector)
    {
        using ScriptedEvaluation evaluation = new(samples: 20);
        evaluation.WriteConfiguration();
        using CliProcess run = CliProcess.Start(evaluation.Folder, environment, "run", "--quiet");
        (int code, _, string error) = await run.WaitAsync();
        Assert.True(code == 1, error);
        return [.. collector.Requests];
    }

    private static string Sent(FakeRequest[] requests, string path) => string.Concat(requests
        .Where(request => request.Head.StartsWith($"POST {path} ", StringComparison.Ordinal))
        .Select(request => request.Body));
}
