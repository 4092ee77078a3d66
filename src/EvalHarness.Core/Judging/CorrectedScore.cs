namespace EvalHarness.Judging;

/// <summary>A mean of a judge's scores, corrected by labelled texts.</summary>
/// <param name="Model">The model; of a difference the candidate.</param>
/// <param name="Quantity">What is estimated.</param>
/// <param name="Raw">The judge's own mean, rate or difference.</param>
/// <param name="Estimate">The corrected value; <c>null</c> when the labels do not allow one.</param>
/// <param name="Low">Lower end of the two-sided 95 % interval.</param>
/// <param name="High">Upper end of the two-sided 95 % interval.</param>
/// <param name="Method">How it was corrected, or why it was not.</param>
public sealed record CorrectedScore(
    string Model,
    CorrectedQuantity Quantity,
    double? Raw,
    double? Estimate,
    double? Low,
    double? High,
    string Method);
