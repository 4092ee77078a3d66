using EvalHarness.Pipeline.Storage;

namespace EvalHarness.Web.Reading;

/// <summary>How far a run has come.</summary>
public sealed record RunProgress
{
    /// <summary>Rows of every task and model.</summary>
    internal IReadOnlyList<StoredCount> Counts { get; init; } = [];

    /// <summary>The page does not look again by itself.</summary>
    public bool IsPaused { get; init; }
}
