namespace EvalHarness.Metrics.Instructions;

/// <summary>Whether an answer follows its instructions.</summary>
/// <param name="Strict">(instructions) The answer as it is; <c>null</c> where that cannot be checked.</param>
/// <param name="Loose">(instructions) Any of eight forms of the answer: without its first line, its last, or both, and
/// each without asterisks; <c>null</c> where that cannot be checked.</param>
/// <param name="Reasons">Why some instructions cannot be checked; empty when all can.</param>
public sealed record InstructionResult(
    IReadOnlyList<bool?> Strict, IReadOnlyList<bool?> Loose, IReadOnlyList<string> Reasons)
{
    /// <summary>All instructions are followed, strictly; <c>null</c> where that depends on one that cannot be checked.
    /// </summary>
    public bool? AllStrict => All(Strict);

    /// <summary>All instructions are followed, loosely; <c>null</c> as for <see cref="AllStrict"/>.</summary>
    public bool? AllLoose => All(Loose);

    private static bool? All(IReadOnlyList<bool?> followed) =>
        followed.Contains(false) ? false : followed.Contains(null) ? null : true;
}
