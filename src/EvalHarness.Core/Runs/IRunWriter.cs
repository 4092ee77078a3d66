using EvalHarness.Judging;

namespace EvalHarness.Runs;

/// <summary>
/// Writes a run. Thread-safe. A call completes when its rows survive the death of the process; a row is written whole
/// or not at all, and writing it again replaces it.
/// Every member throws <see cref="InvalidInputException"/> when the store is locked, damaged or cannot be written.
/// </summary>
public interface IRunWriter
{
    /// <summary>
    /// Takes a run for this process alone, until the claim is disposed or the process ends. Throws
    /// <see cref="InvalidInputException"/> when another has it.
    /// </summary>
    IDisposable Claim(string runId);

    /// <summary>Adds a run; gives <c>false</c>, and changes nothing, when there is one of its id.</summary>
    Task<bool> TryAddRunAsync(RunRecord run, CancellationToken cancellationToken);

    /// <summary>Adds a run, or replaces what is known of it.</summary>
    Task SaveRunAsync(RunRecord run, CancellationToken cancellationToken);

    /// <summary>Adds or replaces a model of a run.</summary>
    Task SaveModelAsync(string runId, ModelSummary model, CancellationToken cancellationToken);

    /// <summary>Adds or replaces samples of a run, all in one transaction.</summary>
    Task SaveSamplesAsync(string runId, IReadOnlyList<SampleRow> samples, CancellationToken cancellationToken);

    /// <summary>
    /// Adds or replaces an output and its scores. Calls made together are committed together, so start many before
    /// awaiting one.
    /// </summary>
    Task AppendAsync(string runId, OutputRow row, CancellationToken cancellationToken);

    /// <summary>Adds or replaces a verdict. Calls made together are committed together.</summary>
    Task AppendAsync(string runId, VerdictRow row, CancellationToken cancellationToken);
}
