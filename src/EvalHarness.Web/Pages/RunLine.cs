using EvalHarness.Reporting;
using EvalHarness.Runs;

namespace EvalHarness.Web.Pages;

/// <summary>A run in the list of runs.</summary>
/// <param name="Run">The run.</param>
/// <param name="Report">What it established; <c>null</c> while that is being read, and where it cannot be.</param>
/// <param name="Failure">Why its report cannot be read; <c>null</c> where it can.</param>
/// <param name="WaitsForReader">It is so large that its report is read only for who opens it.</param>
public sealed record RunLine(RunRecord Run, Report? Report, string? Failure, bool WaitsForReader);
