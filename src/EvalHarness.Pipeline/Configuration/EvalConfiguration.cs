using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace EvalHarness.Pipeline.Configuration;

/// <summary>
/// An evaluation: the models to compare, the tasks and metrics to compare them on, and the gates they must pass.
/// </summary>
public sealed record EvalConfiguration
{
    /// <summary>Path of this file's JSON schema, for editors.</summary>
    [JsonPropertyName("$schema")]
    public string? Schema { get; init; }

    /// <summary>Name of the evaluation, shown in every report.</summary>
    [MinLength(1)]
    public required string Name { get; init; }

    /// <summary>Models by name: the baseline, the candidates and the judges' models.</summary>
    [MinLength(1)]
    public required IReadOnlyDictionary<string, ModelConfiguration> Models { get; init; }

    /// <summary>Name of the model that the candidates are compared with.</summary>
    public required string Baseline { get; init; }

    /// <summary>Names of the models to decide on.</summary>
    [MinLength(1)]
    public required IReadOnlyList<string> Candidates { get; init; }

    /// <summary>Tasks by name, each with a dataset, a prompt and metrics.</summary>
    [MinLength(1)]
    public required IReadOnlyDictionary<string, TaskConfiguration> Tasks { get; init; }

    /// <summary>
    /// Task files of lm-evaluation-harness to add as tasks of their own names, by patterns such as tasks/*.yaml.
    /// </summary>
    public IReadOnlyList<string>? Include { get; init; }

    /// <summary>Metrics of your own by name; tasks name them as custom:NAME.</summary>
    public IReadOnlyDictionary<string, CustomMetricConfiguration> CustomMetrics { get; init; } =
        new Dictionary<string, CustomMetricConfiguration>();

    /// <summary>How models generate, unless a prompt's execution settings override it.</summary>
    public GenerationConfiguration Generation { get; init; } = new();

    /// <summary>How candidates are compared with the baseline.</summary>
    public ComparisonConfiguration Comparison { get; init; } = new();

    /// <summary>Token-by-token comparison (divergence) of candidates and baseline; absent for none.</summary>
    public FidelityConfiguration? Fidelity { get; init; }

    /// <summary>Limits on outputs that are empty, truncated, refused, blocked or in an invalid format.</summary>
    public OutputLimitsConfiguration Outputs { get; init; } = new();

    /// <summary>
    /// Conditions that every candidate must meet to ship; without gates the release decision is inconclusive.
    /// </summary>
    public IReadOnlyList<GateConfiguration> Gates { get; init; } = [];

    /// <summary>Judges by name: models that give verdicts on outputs.</summary>
    public IReadOnlyDictionary<string, JudgeConfiguration> Judges { get; init; } =
        new Dictionary<string, JudgeConfiguration>();

    /// <summary>Which outputs are judged, and in which layers; absent if nothing is judged.</summary>
    public JudgingConfiguration? Judging { get; init; }

    /// <summary>
    /// A .NET assembly with a public static method Configure(IKernelBuilder), which adds connectors, filters and
    /// plugins to the run's Semantic Kernel; absent for none.
    /// </summary>
    [PathKind(PathKind.File)]
    public string? Kernel { get; init; }

    /// <summary>Where rows are stored, as sqlite:FILE.</summary>
    [RegularExpression("^sqlite:.+$", ErrorMessage = "sqlite:FILE, such as sqlite:.evalharness/runs.db")]
    public string Store { get; init; } = "sqlite:.evalharness/runs.db";

    /// <summary>Folder for the run folders, which contain the reports.</summary>
    [PathKind(PathKind.Output)]
    public string Output { get; init; } = ".evalharness/runs";

    /// <summary>Report formats to write: json, markdown, html, junit, csv.</summary>
    [AllowedValues("json", "markdown", "html", "junit", "csv")]
    public IReadOnlyList<string> Reports { get; init; } = ["json", "markdown", "html"];
}
