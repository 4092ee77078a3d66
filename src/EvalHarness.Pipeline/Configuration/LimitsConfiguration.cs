using System.ComponentModel.DataAnnotations;

namespace EvalHarness.Pipeline.Configuration;

/// <summary>Concurrency, rate and time limits of an endpoint.</summary>
public sealed record LimitsConfiguration
{
    /// <summary>Maximum concurrent requests; reduced while the endpoint responds 429.</summary>
    [Range(1, 4096)]
    public int Concurrency { get; init; } = 64;

    /// <summary>Maximum requests per minute; absent for no limit.</summary>
    [Range(1, int.MaxValue)]
    public int? RequestsPerMinute { get; init; }

    /// <summary>Maximum tokens per minute; absent for no limit.</summary>
    [Range(1, int.MaxValue)]
    public int? TokensPerMinute { get; init; }

    /// <summary>Maximum attempts per call, including the first.</summary>
    [Range(1, 100)]
    public int Attempts { get; init; } = 8;

    /// <summary>Seconds that one try may take.</summary>
    [Range(0.1, 86400d)]
    public double TryTimeoutSeconds { get; init; } = 120;

    /// <summary>Maximum seconds per call, including all attempts and waits.</summary>
    [Range(0.1, 86400d)]
    public double TotalTimeoutSeconds { get; init; } = 900;
}
