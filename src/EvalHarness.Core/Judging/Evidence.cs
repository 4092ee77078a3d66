namespace EvalHarness.Judging;

/// <summary>A quotation by which a judge supports its verdict.</summary>
/// <param name="Quote">Literal words of the source.</param>
/// <param name="Source">Name of the quoted text: <c>source</c>, <c>output</c>, <c>reference</c>.</param>
public sealed record Evidence(string Quote, string Source);
