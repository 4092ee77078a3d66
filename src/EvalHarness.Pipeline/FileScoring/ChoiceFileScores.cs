using EvalHarness.Statistics;

namespace EvalHarness.Pipeline.FileScoring;

/// <summary>Metrics of a file of multiple-choice documents.</summary>
/// <param name="Values">Each metric that the rows allow, by name, in the order of the documentation.</param>
/// <param name="Samples">Each row, in file order; at least one.</param>
/// <param name="Misplaced">Rows whose right choice lies beyond their choices: they count as wrong.</param>
public sealed record ChoiceFileScores(
    IReadOnlyList<KeyValuePair<string, HarnessValue>> Values, IReadOnlyList<ChoiceSample> Samples, int Misplaced)
{
    /// <summary>The metrics of the baseline's file; <c>null</c> without one.</summary>
    public IReadOnlyList<KeyValuePair<string, HarnessValue>>? Baseline { get; init; }

    /// <summary>Each metric that has a value of one document, paired with the baseline; empty without one.</summary>
    public IReadOnlyList<ChoiceComparison> Comparisons { get; init; } = [];

    /// <summary>Documents that one of the files has alone.</summary>
    public int Unpaired { get; init; }
}
