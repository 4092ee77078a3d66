namespace EvalHarness.Patterns;

/// <summary>A pattern that Python's <c>re</c> refuses, or that cannot be matched here.</summary>
/// <param name="problem">What is wrong, as a noun phrase.</param>
/// <param name="position">Where in the pattern, from 0.</param>
internal sealed class PatternFault(string problem, int position)
    : FormatException(FormattableString.Invariant($"{problem} at position {position}"));
