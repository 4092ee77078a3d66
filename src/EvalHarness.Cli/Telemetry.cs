using System.Diagnostics;
using EvalHarness.Pipeline.Models.Chain;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace EvalHarness.Cli;

/// <summary>
/// Sends what the models and the Kernel trace and measure to a collector. OpenTelemetry's own environment variables
/// name it: <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>, <c>…_PROTOCOL</c>, <c>…_HEADERS</c>, <c>OTEL_SERVICE_NAME</c> and the
/// others of its specification.
/// </summary>
internal sealed class Telemetry : IDisposable
{
    private const string Service = "evalharness";

    private static readonly string[] s_sources = [Service, ModelChain.TelemetrySource, "Microsoft.SemanticKernel*"];

    private readonly ActivitySource _source = new(Service);
    private readonly TracerProvider _traces;
    private readonly MeterProvider _meters;
    private readonly Activity? _command;

    private Telemetry()
    {
        ResourceBuilder resource = ResourceBuilder.CreateDefault()
            .AddService(Service, serviceVersion: typeof(Telemetry).Assembly.GetName().Version?.ToString(3))

            // What the user sets wins.
            .AddEnvironmentVariableDetector();
        _traces = Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(resource).AddSource(s_sources).AddOtlpExporter().Build();
        _meters = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(resource).AddMeter(s_sources).AddOtlpExporter().Build();

        // Everything that one command asks belongs to one trace.
        _command = _source.StartActivity("evalharness", ActivityKind.Internal);
    }

    /// <summary>Starts to send; <c>null</c> where the environment names no collector.</summary>
    public static Telemetry? FromEnvironment() =>
        Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT") is { Length: > 0 } ? new Telemetry() : null;

    /// <summary>Sends what is left, and gives up on a collector that does not answer.</summary>
    public void Dispose()
    {
        _command?.Dispose();
        _traces.Dispose();
        _meters.Dispose();
        _source.Dispose();
    }
}
