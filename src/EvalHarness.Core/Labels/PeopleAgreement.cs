using EvalHarness.Statistics;

namespace EvalHarness.Labels;

/// <summary>How well people agree with one another: no judge can be expected to agree with them better.</summary>
/// <param name="Labellers">Names, sorted.</param>
/// <param name="Agreement">Of all labellers together, on the items that several labelled.</param>
/// <param name="Percent">Interval of the share of equal pairs of labels (Wilson, over items).</param>
/// <param name="MeanKappa">Mean κ over the pairs of labellers, by the weights of the scale.</param>
public sealed record PeopleAgreement(
    IReadOnlyList<string> Labellers, RaterAgreement Agreement, Interval? Percent, double? MeanKappa);
