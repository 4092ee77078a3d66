using EvalHarness.Cli.Options;
using EvalHarness.Gating;
using EvalHarness.Reporting;

namespace EvalHarness.Cli.Reports;

/// <summary>What a report tells the caller of the process.</summary>
internal static class ReportExitCode
{
    /// <summary>The exit code of a report: what is incomplete is never anything else.</summary>
    public static ExitCode ToExitCode(Report report) => report switch
    {
        { Incomplete: not null } => ExitCode.Incomplete,
        { Decision: ReleaseDecision.Ship } => ExitCode.Passed,
        { Decision: ReleaseDecision.Hold } => ExitCode.Failed,
        _ => ExitCode.Inconclusive,
    };

    /// <summary>The exit code of a command that shows a stored run and decides nothing.</summary>
    public static ExitCode ForShown(Report report) =>
        report.Incomplete is null ? ExitCode.Passed : ExitCode.Incomplete;
}
