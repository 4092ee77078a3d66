using EvalHarness.Labels;

namespace EvalHarness.Web.Reading;

/// <summary>Where the labelling of one run stands.</summary>
public sealed record LabelOverview
{
    /// <summary>The run.</summary>
    public required string Run { get; init; }

    /// <summary>Who labels; empty when nobody has said.</summary>
    public required string Labeller { get; init; }

    /// <summary>Labels can be stored.</summary>
    public required bool IsWritable { get; init; }

    /// <summary>Every question of the run.</summary>
    public required IReadOnlyList<LabelTask> Tasks { get; init; }

    /// <summary>The policy in force; <c>null</c> for none.</summary>
    public LabelPolicy? Policy { get; init; }

    /// <summary>Token of the forms.</summary>
    public required string FormToken { get; init; }
}
