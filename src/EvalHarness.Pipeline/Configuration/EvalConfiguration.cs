using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace EvalHarness.Pipeline.Configuration;

/// <summary>One evaluation: which models are compared, on what, by which metrics, and what makes them ship.</summary>
public sealed record EvalConfiguration
{
    /// <summary>The JSON schema beside this file, for editors.</summary>
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

    /// <summary>Names of the models that want to ship.</summary>
    [MinLength(1)]
    public required IReadOnlyList<string> Candidates { get; init; }

    /// <summary>Tasks by name: a dataset, a prompt and metrics each.</summary>
    [MinLength(1)]
    public required IReadOnlyDictionary<string, TaskConfiguration> Tasks { get; init; }

    /// <summary>How models generate, where a prompt's own execution settings do not say otherwise.</summary>
    public GenerationConfiguration Generation { get; init; } = new();

    /// <summary>How candidates are compared with the baseline.</summary>
    public ComparisonConfiguration Comparison { get; init; } = new();

    /// <summary>On what candidates are compared token by token; absent when they are not.</summary>
    public FidelityConfiguration? Fidelity { get; init; }

    /// <summary>How many outputs may be empty, cut off, refused, blocked or of the wrong form.</summary>
    public OutputLimitsConfiguration Outputs { get; init; } = new();

    /// <summary>Conditions that every candidate must meet to ship; without one the verdict is inconclusive.</summary>
    public IReadOnlyList<GateConfiguration> Gates { get; init; } = [];

    /// <summary>Judges by name: models that give verdicts on outputs.</summary>
    public IReadOnlyDictionary<string, JudgeConfiguration> Judges { get; init; } =
        new Dictionary<string, JudgeConfiguration>();

    /// <summary>Which outputs the judges see and in which layers; absent when nothing is judged.</summary>
    public JudgingConfiguration? Judging { get; init; }

    /// <summary>
    /// A .NET assembly that configures the Semantic Kernel of the run, by a public static method
    /// Configure(IKernelBuilder): connectors, filters and plugins; absent for a Kernel without any.
    /// </summary>
    [PathKind(PathKind.File)]
    public string? Kernel { get; init; }

    /// <summary>Where rows are kept, as sqlite:FILE.</summary>
    [RegularExpression("^sqlite:.+$", ErrorMessage = "sqlite:FILE, such as sqlite:.evalharness/runs.db")]
    public string Store { get; init; } = "sqlite:.evalharness/runs.db";

    /// <summary>Folder that receives a folder per run, with its reports.</summary>
    [PathKind(PathKind.Output)]
    public string Output { get; init; } = ".evalharness/runs";

    /// <summary>Report formats to write: json, markdown, html, junit, csv.</summary>
    [AllowedValues("json", "markdown", "html", "junit", "csv")]
    public IReadOnlyList<string> Reports { get; init; } = ["json", "markdown", "html"];
}
