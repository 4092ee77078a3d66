using System.ComponentModel.DataAnnotations;

namespace EvalHarness.Pipeline.Configuration;

/// <summary>
/// A metric of your own, which tasks name as custom:NAME: a type of a .NET assembly, a program, or what another program
/// recorded.
/// </summary>
public sealed record CustomMetricConfiguration
{
    /// <summary>What stands before the name among a task's metrics.</summary>
    internal const string Prefix = "custom:";

    /// <summary>ECMA-262 regular expression of names among a task's metrics, anchored.</summary>
    internal const string NamePattern = "^custom:[A-Za-z0-9_.-]+$";

    /// <summary>.NET assembly with a public type that implements EvalHarness.IMetric.</summary>
    [PathKind(PathKind.File)]
    public string? Assembly { get; init; }

    /// <summary>Name of the type; required where the assembly has several metrics.</summary>
    public string? Type { get; init; }

    /// <summary>Program and arguments: JSON lines in and out. Paths are relative to the configuration file.</summary>
    [MinLength(1)]
    public IReadOnlyList<string>? Command { get; init; }

    /// <summary>
    /// Name of a metric that the files of recorded models have a number of, such as acc or exact_match,strict-match,
    /// or the name of a scorer of Inspect.
    /// </summary>
    [MinLength(1)]
    public string? Recorded { get; init; }

    /// <summary>Longest wait for the score of one output, in seconds.</summary>
    [Range(1, 3_600)]
    public int TimeoutSeconds { get; init; } = 30;

    /// <summary>Whether a higher value is better; of an assembly's metric, its own definition by default.</summary>
    public bool? HigherIsBetter { get; init; }

    /// <summary>Whether values are 0 or 1.</summary>
    public bool? PassFail { get; init; }

    /// <summary>Smallest value; absent where there is none.</summary>
    public double? Minimum { get; init; }

    /// <summary>Largest value; absent where there is none.</summary>
    public double? Maximum { get; init; }

    /// <summary>One sentence on what is measured, for reports.</summary>
    public string? Meaning { get; init; }

    /// <summary>The name behind <c>custom:</c>; <c>null</c> for another metric.</summary>
    internal static string? NameOf(string metric) =>
        metric.StartsWith(Prefix, StringComparison.Ordinal) ? metric[Prefix.Length..] : null;

    /// <summary>How its values are to be read.</summary>
    internal MetricDefinition ToDefinition(string name) => new(
        Prefix + name, HigherIsBetter ?? true, PassFail ?? false, Meaning ?? "A metric of the configuration.",
        Minimum is { } floor && Maximum is { } ceiling && ceiling > floor ? new MetricRange(floor, ceiling) : null);
}
