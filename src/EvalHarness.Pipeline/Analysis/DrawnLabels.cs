namespace EvalHarness.Pipeline.Analysis;

/// <summary>People's labels of drawn pairs, wherever they are kept.</summary>
/// <param name="Probability">π: probability with which a pair that differs was drawn.</param>
/// <param name="Contains">A sample's pairs were drawn.</param>
/// <param name="Label">The label of a model's output of a sample; <c>null</c> where it is missing.</param>
/// <param name="MayForecast">The judge's verdicts may foretell drops.</param>
internal sealed record DrawnLabels(
    double Probability,
    Func<string, bool> Contains,
    Func<StoredModel, string, double?> Label,
    bool MayForecast);
