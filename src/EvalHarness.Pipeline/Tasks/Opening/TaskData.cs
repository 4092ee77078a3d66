using EvalHarness.Pipeline.Datasets;

namespace EvalHarness.Pipeline.Tasks.Opening;

/// <summary>The data that a task file is used with.</summary>
internal sealed record TaskData
{
    /// <summary>The documents that are asked; <c>null</c> for the file that the task names.</summary>
    public string? Dataset { get; init; }

    /// <summary>The documents that examples are drawn from; <c>null</c> for the file that the task names.</summary>
    public string? FewShotDataset { get; init; }

    /// <summary>Number of examples; <c>null</c> for the task's own.</summary>
    public int? Shots { get; init; }

    /// <summary>Seed of the drawing of examples.</summary>
    public long Seed { get; init; } = DefaultSeed;

    /// <summary>Separator and encoding of delimited files.</summary>
    public DatasetMapping Mapping { get; init; } = new();

    /// <summary>lm-evaluation-harness's own seed of the drawing of examples.</summary>
    public const long DefaultSeed = 1234;
}
