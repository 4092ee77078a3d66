namespace EvalHarness.Cli;

/// <summary>What a report tells the caller of the process.</summary>
internal static class Verdict
{
    /// <summary>The exit code of a report: what is incomplete is never anything else.</summary>
    public static ExitCode ToExitCode(Report report) => report switch
    {
        { Incomplete: not null } => ExitCode.Incomplete,
        { Verdict: ShipVerdict.Ship } => ExitCode.Passed,
        { Verdict: ShipVerdict.Hold } => ExitCode.Failed,
        _ => ExitCode.Inconclusive,
    };

    /// <summary>
    /// The exit code of a command that shows a stored run, whose rows may be all there before it has ended.
    /// </summary>
    public static ExitCode IfIncomplete(Report report, RunRecord run, ExitCode otherwise) =>
        report.Incomplete is not null || run.Status != RunStatus.Finished ? ExitCode.Incomplete : otherwise;
}
