using System.ComponentModel.DataAnnotations;

namespace EvalHarness.Pipeline.Configuration;

/// <summary>Labelled texts: they measure a judge, correct its means, decide gates on people's grades.</summary>
public sealed record LabelsConfiguration
{
    /// <summary>A dataset: the prompt's variables, the judged text and its grade.</summary>
    [PathKind(PathKind.File)]
    public required string Path { get; init; }

    /// <summary>Field that identifies a text; of outputs of the task, the sample's id.</summary>
    [MinLength(1)]
    public string Id { get; init; } = "id";

    /// <summary>Field that holds the labelled grade.</summary>
    [MinLength(1)]
    public string Grade { get; init; } = "grade";

    /// <summary>
    /// How the texts were chosen: byClass when grades were sought out or planted (measures the judge), random when they
    /// are random outputs of this task (corrects its means by PPI++ too), pairs when they are both outputs of samples
    /// drawn among those on which baseline and candidate differ (decides gates on people's grades).
    /// </summary>
    public LabelDraw Drawn { get; init; } = LabelDraw.ByClass;

    /// <summary>Of pairs, the share of those that differ which was drawn to be labelled.</summary>
    [Range(0d, 1d, MinimumIsExclusive = true)]
    public double Share { get; init; } = 1;

    /// <summary>Of pairs, the seed of their draw.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>At most this many, in the file's order; all when absent.</summary>
    [Range(1, int.MaxValue)]
    public int? Limit { get; init; }
}
