namespace EvalHarness.Labels;

/// <summary>What one person did with one item, as it is stored: it is never changed or removed.</summary>
/// <param name="Sequence">Place among all events of the store, from 1.</param>
/// <param name="Time">When it was stored, UTC.</param>
/// <param name="Entry">What was done.</param>
/// <param name="FormerAction">What it replaced or took back; <c>null</c> when there was nothing.</param>
/// <param name="FormerScore">The score that it replaced or took back; <c>null</c> when there was none.</param>
public sealed record LabelEvent(
    long Sequence, DateTimeOffset Time, LabelEntry Entry, LabelAction? FormerAction, double? FormerScore);
