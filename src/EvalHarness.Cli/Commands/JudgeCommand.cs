using System.CommandLine;
using EvalHarness.Cli.Rendering;
using EvalHarness.Pipeline.Configuration;
using EvalHarness.Pipeline.Runs;

namespace EvalHarness.Cli.Commands;

/// <summary><c>judge RUN --judge NAME</c>: lets a judge judge a run's stored outputs, or judge them again.</summary>
internal static class JudgeCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        Argument<string> id = new("RUN") { Description = "Id of a stored run." };
        Option<string> judge = new("--judge")
        {
            Description = "Name of a judge of the configuration. With a new prompt or model it is a new version, "
                + "which is compared with the old one on the same texts.",
            HelpName = "NAME",
            Required = true,
        };
        Command command = new("judge", "Judge the stored outputs of a run, or judge them again.")
        {
            id, judge, StoreLocation.Config,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            ResolvedConfiguration configuration = ConfigurationFile.Load(StoreLocation.ConfigPath(parsed));
            await using IRunStore store = StoreLocation.OpenExisting(parsed);
            RunReports reports = new(store, TimeProvider.System);
            RunRecord run = await reports.FindAsync(parsed.GetRequiredValue(id), cancellationToken);
            RunJudging judging = new(store, Providers.All, reports);
            bool quiet = parsed.GetValue(GlobalOptions.Quiet);
            Report report = await ProgressDisplay.ShowAsync(terminal, quiet, progress => judging.JudgeAsync(
                configuration, run, parsed.GetRequiredValue(judge), progress, cancellationToken));
            await ReportRendering.WriteAsync(parsed, terminal, report, cancellationToken);
            return (int)Verdict.ToExitCode(report);
        });
        return command;
    }
}
