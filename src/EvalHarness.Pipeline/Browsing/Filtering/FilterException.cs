namespace EvalHarness.Pipeline.Browsing.Filtering;

/// <summary>A filter that cannot be read, with the place where reading ended.</summary>
/// <param name="column">Where it is wrong, from 1.</param>
/// <param name="actual">What is wrong there.</param>
/// <param name="fix">How to fix it.</param>
internal sealed class FilterException(int column, string actual, string fix)
    : InvalidInputException(FormattableString.Invariant($"filter, column {column}"), actual, fix: fix)
{
    /// <summary>Where it is wrong, from 1.</summary>
    public int Column { get; } = column;
}
