using System.ComponentModel.DataAnnotations;

namespace EvalHarness.Pipeline.Configuration;

/// <summary>Judged outputs that a judge is shown before the one that it judges.</summary>
public sealed record JudgeExamplesConfiguration
{
    /// <summary>
    /// Dataset file with the prompt's variables, verdict and reasoning in each row; its ids are not judged.
    /// </summary>
    [PathKind(PathKind.File)]
    public required string File { get; init; }

    /// <summary>How many are shown, the first ones of the file; all of them by default.</summary>
    [Range(1, 100)]
    public int? Count { get; init; }
}
