namespace EvalHarness.Labels;

/// <summary>
/// Keeps what people said about the outputs of runs, as a log to which events are only added. Thread-safe, also beside
/// other processes. Every write is on the disk when its call returns.
/// Every member throws <see cref="InvalidInputException"/> when the store is locked, damaged or from a newer version.
/// </summary>
public interface ILabelStore
{
    /// <summary>Whether anything can be added.</summary>
    bool IsWritable { get; }

    /// <summary>Adds what a person did; an entry whose token is there already is not added again.</summary>
    /// <param name="entry">What was done.</param>
    /// <param name="cancellationToken">Cancels before it is added.</param>
    /// <returns>The stored event; the one in force where the entry says the same again.</returns>
    /// <exception cref="InvalidInputException">
    /// The score is off the scale, a change lacks its reason, or there is nothing to take back.
    /// </exception>
    Task<LabelEvent> AppendAsync(LabelEntry entry, CancellationToken cancellationToken);

    /// <summary>Adds several entries, all of them or none.</summary>
    /// <inheritdoc cref="AppendAsync(LabelEntry, CancellationToken)"/>
    /// <param name="entries">What was done, in order.</param>
    /// <param name="cancellationToken">Cancels before they are added.</param>
    Task<IReadOnlyList<LabelEvent>> AppendAsync(
        IReadOnlyList<LabelEntry> entries, CancellationToken cancellationToken);

    /// <summary>Puts a label policy in force; the text that is in force already stays the same version.</summary>
    Task<LabelPolicy> SavePolicyAsync(string runId, string text, string author, CancellationToken cancellationToken);

    /// <summary>Keeps the text of a judge's prompt; one that is kept for this judge already stays as it is.</summary>
    /// <exception cref="InvalidInputException">The text is empty or too long.</exception>
    Task<PromptVersion> SavePromptAsync(PromptVersion version, CancellationToken cancellationToken);

    /// <summary>Stores a draw, or one with a larger share in its place.</summary>
    /// <exception cref="InvalidInputException">It is another draw than the stored one, or smaller.</exception>
    Task<EstimationDraw> SaveDrawAsync(EstimationDraw draw, CancellationToken cancellationToken);

    /// <summary>Notes a look at labels.</summary>
    /// <returns>Whether it is a new one: <c>false</c> when this state was seen before.</returns>
    Task<bool> NoteLookAsync(LabelLook look, CancellationToken cancellationToken);

    /// <summary>Everything that is known of a run's labels.</summary>
    Task<LabelBook> ReadAsync(string runId, CancellationToken cancellationToken);

    /// <summary>
    /// Place of the run's last event, 0 without any: a book that was read before holds until it changes.
    /// </summary>
    Task<long> LastSequenceAsync(string runId, CancellationToken cancellationToken);
}
