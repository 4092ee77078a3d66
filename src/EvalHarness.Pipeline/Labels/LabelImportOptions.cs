using EvalHarness.Labels;

namespace EvalHarness.Pipeline.Labels;

/// <summary>How labels of a file become labels of a run.</summary>
public sealed record LabelImportOptions
{
    /// <summary>The form of the file.</summary>
    public required LabelFileFormat Format { get; init; }

    /// <summary>Which field is what.</summary>
    public LabelColumns Columns { get; init; } = new();

    /// <summary>The task, where rows do not name one and the run has several.</summary>
    public string? Task { get; init; }

    /// <summary>Outputs or pairs, where the judges of the task ask for both.</summary>
    public LabelKind? Kind { get; init; }

    /// <summary>The labeller of rows that name none.</summary>
    public string? LabellerName { get; init; }

    /// <summary>The model of rows that name none.</summary>
    public string? ModelName { get; init; }

    /// <summary>Grades of the run's scale by the words of the file.</summary>
    public IReadOnlyDictionary<string, string> Words { get; init; } = new Dictionary<string, string>();

    /// <summary>Words that mean that the labeller cannot tell.</summary>
    public IReadOnlyList<string> AbstainWords { get; init; } = ["abstain", "cannot tell"];

    /// <summary>Why labels change that are there already; <c>null</c> for the name of the file.</summary>
    public string? Reason { get; init; }

    /// <summary>
    /// The rows are all pairs of a draw with this share, by the hash of the sample's id; <c>null</c> when they were
    /// chosen otherwise, or when the draw is stored.
    /// </summary>
    public double? Share { get; init; }

    /// <summary>Seed of that draw.</summary>
    public long Seed { get; init; } = 1;
}
