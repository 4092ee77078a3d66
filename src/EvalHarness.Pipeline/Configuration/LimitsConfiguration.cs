using System.ComponentModel.DataAnnotations;

namespace EvalHarness.Pipeline.Configuration;

/// <summary>How hard an endpoint is asked, and how long for.</summary>
public sealed record LimitsConfiguration
{
    /// <summary>Most requests at the same time; fewer while the endpoint says that there are too many.</summary>
    [Range(1, 4096)]
    public int Concurrency { get; init; } = 64;

    /// <summary>Most requests begun in a minute; absent for any number.</summary>
    [Range(1, int.MaxValue)]
    public int? RequestsPerMinute { get; init; }

    /// <summary>Most tokens begun in a minute; absent for any number.</summary>
    [Range(1, int.MaxValue)]
    public int? TokensPerMinute { get; init; }

    /// <summary>Tries of one call, the first included.</summary>
    [Range(1, 100)]
    public int Attempts { get; init; } = 8;

    /// <summary>Seconds that one try may take.</summary>
    [Range(0.1, 86400d)]
    public double TryTimeoutSeconds { get; init; } = 120;

    /// <summary>Seconds that a call may take with all its tries and waits.</summary>
    [Range(0.1, 86400d)]
    public double TotalTimeoutSeconds { get; init; } = 900;
}
