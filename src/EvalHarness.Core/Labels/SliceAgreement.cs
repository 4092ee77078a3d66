namespace EvalHarness.Labels;

/// <summary>How well a judge agrees with people on a slice of the items.</summary>
/// <param name="Slice">The slice, such as <c>tag: storm</c>.</param>
/// <param name="Comparison">People against the judge.</param>
public sealed record SliceAgreement(string Slice, RaterComparison Comparison);
