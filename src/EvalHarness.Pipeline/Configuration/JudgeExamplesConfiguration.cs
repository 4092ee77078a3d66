using System.ComponentModel.DataAnnotations;

namespace EvalHarness.Pipeline.Configuration;

/// <summary>Judged outputs that a judge is shown before the one to judge.</summary>
public sealed record JudgeExamplesConfiguration
{
    /// <summary>
    /// Dataset with the prompt's variables, verdict and reasoning in each row; samples with these ids are not judged.
    /// </summary>
    [PathKind(PathKind.File)]
    public required string File { get; init; }

    /// <summary>Number of examples, from the start of the file. Default: all.</summary>
    [Range(1, 100)]
    public int? Count { get; init; }
}
