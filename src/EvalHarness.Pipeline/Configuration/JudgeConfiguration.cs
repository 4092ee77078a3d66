using System.ComponentModel.DataAnnotations;

namespace EvalHarness.Pipeline.Configuration;

/// <summary>A model that gives verdicts on outputs.</summary>
public sealed record JudgeConfiguration
{
    /// <summary>Name of the judge's model.</summary>
    public required string Model { get; init; }

    /// <summary>The judge's prompt file.</summary>
    [PathKind(PathKind.File)]
    public required string Prompt { get; init; }

    /// <summary>The task whose outputs it judges.</summary>
    public required string Task { get; init; }

    /// <summary>Lowest and highest verdict.</summary>
    [Length(2, 2)]
    public IReadOnlyList<int> Scale { get; init; } = [1, 5];
}
