using EvalHarness.Judging;
using EvalHarness.Runs;

namespace EvalHarness.Pipeline.Storage;

/// <summary>
/// Finds what a store knows of single samples, without reading its other rows. Thread-safe. Every member throws
/// <see cref="InvalidInputException"/> when the store is locked or damaged.
/// </summary>
internal interface ISampleLookup
{
    /// <summary>One sample by its place; <c>null</c> when there is none.</summary>
    Task<SampleRow?> FindSampleAsync(string runId, string task, int ordinal, CancellationToken cancellationToken);

    /// <summary>Its outputs with their scores, by model.</summary>
    Task<IReadOnlyList<OutputRow>> ReadOutputsOfSampleAsync(
        string runId, string task, int ordinal, CancellationToken cancellationToken);

    /// <summary>The verdicts on its outputs and on labelled texts of its id.</summary>
    Task<IReadOnlyList<VerdictRow>> ReadVerdictsOfSampleAsync(
        string runId, string task, string sampleId, CancellationToken cancellationToken);

    /// <summary>How many rows a run has by now.</summary>
    Task<IReadOnlyList<StoredCount>> CountAsync(string runId, CancellationToken cancellationToken);
}
