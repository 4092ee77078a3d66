using EvalHarness.Judging;

namespace EvalHarness.Labels;

/// <summary>What can be had without reading, to hold a judge against.</summary>
/// <param name="Name"><c>always pass</c>, or <c>longest answer</c>.</param>
/// <param name="Right">How often it is right; <c>null</c> where there is nothing to be right about.</param>
/// <param name="Of">What it is counted over, in words.</param>
/// <param name="Judges">How often each judge is right on the same, by judge.</param>
public sealed record AgreementBaseline(
    string Name, Proportion? Right, string Of, IReadOnlyDictionary<string, Proportion?> Judges);
