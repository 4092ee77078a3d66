using System.ComponentModel.DataAnnotations;

namespace EvalHarness.Pipeline.Configuration;

/// <summary>Texts of known grade, by which a judge is measured and its scores are corrected.</summary>
public sealed record LabelsConfiguration
{
    /// <summary>A dataset: the prompt's variables, the judged text and its grade.</summary>
    [PathKind(PathKind.File)]
    public required string Path { get; init; }

    /// <summary>Field that identifies a text; of outputs of the task, the sample's id.</summary>
    [MinLength(1)]
    public string Id { get; init; } = "id";

    /// <summary>Field that holds the known grade.</summary>
    [MinLength(1)]
    public string Grade { get; init; } = "grade";

    /// <summary>
    /// How the texts were chosen: byClass when grades were sought out or planted (corrects by a measurement line),
    /// random when they are random outputs of this task (corrects by PPI++).
    /// </summary>
    public LabelDraw Drawn { get; init; } = LabelDraw.ByClass;

    /// <summary>At most this many, in the file's order; all when absent.</summary>
    [Range(1, int.MaxValue)]
    public int? Limit { get; init; }
}
