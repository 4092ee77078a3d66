using EvalHarness.Reporting;

namespace EvalHarness.Pipeline.Runs;

/// <summary>How an execution ended.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Report">Its report; <c>null</c> when it was cancelled.</param>
/// <param name="Files">Reports that were written, by format.</param>
public sealed record RunOutcome(string RunId, Report? Report, IReadOnlyDictionary<string, string> Files);
