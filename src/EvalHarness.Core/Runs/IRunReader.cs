using EvalHarness.Judging;
using EvalHarness.Labels;

namespace EvalHarness.Runs;

/// <summary>
/// Reads stored runs. Thread-safe, also while rows are being written: a reader sees whole outputs only.
/// Every member throws <see cref="InvalidInputException"/> when the store is locked, damaged or from a newer version.
/// </summary>
public interface IRunReader
{
    /// <summary>What people said about the outputs of the runs.</summary>
    ILabelStore Labels { get; }

    /// <summary>All runs, newest first.</summary>
    Task<IReadOnlyList<RunRecord>> ListRunsAsync(CancellationToken cancellationToken);

    /// <summary>One run; <c>null</c> when there is none of that id.</summary>
    Task<RunRecord?> FindRunAsync(string runId, CancellationToken cancellationToken);

    /// <summary>The models of a run in the order in which they were first saved.</summary>
    Task<IReadOnlyList<ModelSummary>> ReadModelsAsync(string runId, CancellationToken cancellationToken);

    /// <summary>The samples of a run, by task and ordinal.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="task">Only this task; <c>null</c> for all.</param>
    /// <param name="cancellationToken">Cancels between rows.</param>
    IAsyncEnumerable<SampleRow> ReadSamplesAsync(string runId, string? task, CancellationToken cancellationToken);

    /// <summary>The outputs of a run with their scores, by task, ordinal and model.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="model">Only this model; <c>null</c> for all.</param>
    /// <param name="task">Only this task; <c>null</c> for all.</param>
    /// <param name="cancellationToken">Cancels between rows.</param>
    IAsyncEnumerable<OutputRow> ReadOutputsAsync(
        string runId, string? model, string? task, CancellationToken cancellationToken);

    /// <summary>The verdicts of a run, always in the same order.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="task">Only on outputs of this task; <c>null</c> for all.</param>
    /// <param name="cancellationToken">Cancels between rows.</param>
    IAsyncEnumerable<VerdictRow> ReadVerdictsAsync(string runId, string? task, CancellationToken cancellationToken);

    /// <summary>
    /// The verdicts of a task in the order of its samples, those on other texts (labelled grades) after all of them.
    /// </summary>
    /// <param name="runId">The run.</param>
    /// <param name="task">The task.</param>
    /// <param name="cancellationToken">Cancels between rows.</param>
    IAsyncEnumerable<VerdictRow> ReadVerdictsBySampleAsync(
        string runId, string task, CancellationToken cancellationToken);

    /// <summary>Ids of the samples that need not be asked again: those with an output that is not an error.</summary>
    Task<IReadOnlySet<string>> ReadAnsweredAsync(
        string runId, string model, string task, CancellationToken cancellationToken);
}
