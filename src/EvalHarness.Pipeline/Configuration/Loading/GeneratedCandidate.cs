namespace EvalHarness.Pipeline.Configuration.Loading;

/// <summary>A candidate that is made from the baseline's weights.</summary>
/// <param name="Name">Its name among the models.</param>
/// <param name="Recipe">How it is quantized; its calibration text relative to the configuration file.</param>
public sealed record GeneratedCandidate(string Name, QuantizeConfiguration Recipe);
