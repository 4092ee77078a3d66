using System.ComponentModel.DataAnnotations;

namespace EvalHarness.Pipeline.Configuration;

/// <summary>A dataset, the prompt that asks it, and the metrics that score the outputs.</summary>
public sealed record TaskConfiguration
{
    /// <summary>Dataset file: .jsonl, .json, .csv or .tsv.</summary>
    [PathKind(PathKind.File)]
    public required string Dataset { get; init; }

    /// <summary>Prompt file in Semantic Kernel's YAML schema.</summary>
    [PathKind(PathKind.File)]
    public required string Prompt { get; init; }

    /// <summary>Metric names, such as exact_match, rougeL, ndcg@5 or nll.</summary>
    [MinLength(1)]
    [MetricNames]
    public required IReadOnlyList<string> Metrics { get; init; }

    /// <summary>How candidates are ordered; present exactly when the dataset is a ranking one.</summary>
    public RankingMode? Ranking { get; init; }

    /// <summary>Texts of the grades that a pointwise ranking weighs, worst first; positions are grades.</summary>
    [MinLength(2)]
    public IReadOnlyList<string> Grades { get; init; } = ["0", "1", "2"];

    /// <summary>
    /// Text between the prompt and a grade or target whose likelihood is measured. Without it nothing follows a chat
    /// turn and a space follows plain text.
    /// </summary>
    [MinLength(0)]
    public string? Lead { get; init; }

    /// <summary>Dataset field with the input; input by default, where there is one.</summary>
    public string? Input { get; init; }

    /// <summary>Dataset field with one or more references; target, targets, reference, references by default.</summary>
    public string? Target { get; init; }

    /// <summary>
    /// Dataset field with the choices of a sample, in the order of their letters; choices by default, where there is
    /// one.
    /// </summary>
    public string? Choices { get; init; }

    /// <summary>Dataset field with the id; id by default, and a content hash where there is none.</summary>
    public string? Id { get; init; }

    /// <summary>Dataset field that is equal for dependent samples; group by default.</summary>
    public string? Group { get; init; }

    /// <summary>Dataset field with labels for slices, a list or a text with semicolons; tags by default.</summary>
    public string? Tags { get; init; }

    /// <summary>Separator of a delimited dataset: a comma in .csv and a tab in .tsv by default.</summary>
    [AllowedValues(",", ";", "|", "\t")]
    public string? Separator { get; init; }

    /// <summary>Encoding of a delimited dataset; utf-8 by default. Datasets in JSON are always UTF-8.</summary>
    [AllowedValues("utf-8", "utf-16", "iso-8859-1", "windows-1252")]
    public string? Encoding { get; init; }

    /// <summary>
    /// Whether fields of a delimited dataset may stand in quotes: true for .csv and false for .tsv by default.
    /// </summary>
    public bool? Quoting { get; init; }

    /// <summary>What to do with a row that cannot be read: stop before any model call, or skip and list it.</summary>
    public BadSamplePolicy OnBadSample { get; init; } = BadSamplePolicy.Stop;

    /// <summary>How many outputs of this task may be no answers, instead of the configuration's limits.</summary>
    public OutputLimitsConfiguration? Outputs { get; init; }

    /// <summary>Only the first so many samples.</summary>
    [Range(1, int.MaxValue)]
    public int? Limit { get; init; }
}
