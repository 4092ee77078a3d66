using System.ComponentModel.DataAnnotations;

namespace EvalHarness.Pipeline.Configuration;

/// <summary>Labelled texts, which measure a judge, correct its means and decide gates on people's grades.</summary>
public sealed record LabelsConfiguration
{
    /// <summary>A dataset: the prompt's variables, the judged text and its grade.</summary>
    [PathKind(PathKind.File)]
    public required string Path { get; init; }

    /// <summary>Field that identifies a text; for outputs of the task, the sample's id.</summary>
    [MinLength(1)]
    public string Id { get; init; } = "id";

    /// <summary>Field with the labelled grade.</summary>
    [MinLength(1)]
    public string Grade { get; init; } = "grade";

    /// <summary>
    /// How the texts were selected: byClass if picked or planted by grade (measures the judge), random if they are
    /// random outputs of this task (also corrects its means by PPI++), pairs if they are both outputs of samples
    /// selected from those on which baseline and candidate differ (decides gates on people's grades).
    /// </summary>
    public LabelDraw Drawn { get; init; } = LabelDraw.ByClass;

    /// <summary>For pairs, the share of the differing pairs that was selected for labelling.</summary>
    [Range(0d, 1d, MinimumIsExclusive = true)]
    public double Share { get; init; } = 1;

    /// <summary>Of pairs, the seed of their draw.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Maximum number of samples, in the order of the file; absent for all.</summary>
    [Range(1, int.MaxValue)]
    public int? Limit { get; init; }
}
