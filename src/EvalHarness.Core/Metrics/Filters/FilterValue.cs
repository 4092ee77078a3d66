namespace EvalHarness.Metrics.Filters;

/// <summary>What filters have made of a document's answers so far: all of them, or the one that was taken.</summary>
/// <param name="Items">The answers: texts, or what <c>map</c> put in their place. Exactly one when one was
/// taken.</param>
/// <param name="IsTaken">One answer was taken out of the list.</param>
public sealed record FilterValue(IReadOnlyList<object?> Items, bool IsTaken)
{
    /// <summary>
    /// What a filter that runs over answers sees: the answers, or, as Python iterates over a text, the characters of
    /// the one that was taken.
    /// </summary>
    /// <exception cref="FilterException">What was taken is no text.</exception>
    internal IReadOnlyList<object?> Answers => !IsTaken ? Items
        : Items[0] is string text ? [.. text.EnumerateRunes().Select(character => character.ToString())]
        : throw new FilterException("a filter behind take_first was given a number");
}
