namespace EvalHarness.Runs;

/// <summary>Measured speed and memory of a model in one run; every value is <c>null</c> when not measured.</summary>
public sealed record ModelTimings
{
    /// <summary>Median time from request to first token, in milliseconds.</summary>
    public double? TimeToFirstTokenMsP50 { get; init; }

    /// <summary>95th percentile of the time to first token, in milliseconds.</summary>
    public double? TimeToFirstTokenMsP95 { get; init; }

    /// <summary>Median over outputs of the time per generated token after the first, in milliseconds.</summary>
    public double? MsPerTokenP50 { get; init; }

    /// <summary>95th percentile of the same.</summary>
    public double? MsPerTokenP95 { get; init; }

    /// <summary>Tokens generated per second of wall time while this model generated.</summary>
    public double? TokensPerSecond { get; init; }

    /// <summary>Samples answered per second of wall time.</summary>
    public double? SamplesPerSecond { get; init; }

    /// <summary>
    /// Largest resident memory of the process while this model was loaded, in bytes; <c>null</c> for a model that runs
    /// elsewhere.
    /// </summary>
    public long? PeakMemoryBytes { get; init; }

    /// <summary>Time to load the weights, in seconds.</summary>
    public double? LoadSeconds { get; init; }
}
