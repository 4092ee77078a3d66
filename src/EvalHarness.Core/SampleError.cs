namespace EvalHarness;

/// <summary>A failure on one sample, kept as data: the run goes on.</summary>
/// <param name="Stage">Where it happened: <c>generate</c>, <c>score</c>, <c>judge</c>.</param>
/// <param name="Message">What happened, for a reader.</param>
public sealed record SampleError(string Stage, string Message);
