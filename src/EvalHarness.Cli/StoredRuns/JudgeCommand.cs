using System.CommandLine;
using EvalHarness.Cli.Options;
using EvalHarness.Cli.Rendering;
using EvalHarness.Cli.Reports;
using EvalHarness.Pipeline.Configuration.Loading;
using EvalHarness.Pipeline.Runs.Judging;
using EvalHarness.Pipeline.Runs.Planning;
using EvalHarness.Pipeline.Runs.Reporting;
using EvalHarness.Reporting;
using EvalHarness.Runs;
using EvalHarness.SemanticKernel;

namespace EvalHarness.Cli.StoredRuns;

/// <summary><c>judge RUN --judge NAME</c>: lets a judge judge a run's stored outputs, or judge them again.</summary>
internal static class JudgeCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        RunArgument id = new();
        Option<string> judge = new("--judge")
        {
            Description = "Name of a judge in the configuration. A judge with another prompt or model is a new "
                + "version, which is compared with the old one on the same texts.",
            HelpName = "NAME",
            CompletionSources = { ConfigurationNames.Judges },
            Required = true,
        };
        Option<string?> template = new("--labels-template")
        {
            Description = "Instead of judging, write a CSV file for people to label, for gates on people's grades: "
                + "both outputs of samples selected from those that differ.",
            HelpName = "FILE",
        };
        Option<double?> share = new("--share")
        {
            Description = "Share of the differing pairs to write with --labels-template, above 0 and at most 1. "
                + "[default: the share of the judge's labels, else 1]",
            HelpName = "SHARE",
        };
        Command command = new("judge", "Judge the stored outputs of a run.")
        {
            id, judge, template, share, StoreLocation.ConfigOption(),
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            ResolvedConfiguration configuration = ConfigurationFile.Load(StoreLocation.ConfigPath(parsed));
            await using IRunStore store = StoreLocation.OpenForWriting(parsed);
            RunReports reports = new(store, TimeProvider.System);
            RunRecord run = await id.FindAsync(parsed, store, cancellationToken);
            if (parsed.GetValue(template) is { } path)
            {
                await WriteTemplateAsync(
                    terminal, store, configuration, run, parsed.GetRequiredValue(judge), parsed.GetValue(share), path,
                    GlobalOptions.IsJson(parsed), cancellationToken);
                return (int)ExitCode.Passed;
            }

            using IDisposable claim = store.Claim(run.Id);
            await using RunKernel kernel = RunKernel.FromConfiguration(configuration);
            RunJudging judging = new(store, Providers.Create(kernel), kernel, reports);
            terminal.Continuation = Continuation(parsed, run.Id, parsed.GetRequiredValue(judge));
            bool quiet = GlobalOptions.IsQuiet(parsed);
            Report report = await ProgressDisplay.ShowAsync(terminal, quiet, progress => judging.JudgeAsync(
                configuration, run, parsed.GetRequiredValue(judge), progress, cancellationToken));
            await ReportRendering.WriteAsync(parsed, terminal, report, cancellationToken);
            return (int)ReportExitCode.ToExitCode(report);
        });
        return command;
    }

    private static async Task WriteTemplateAsync(
        Terminal terminal,
        IRunStore store,
        ResolvedConfiguration configuration,
        RunRecord run,
        string judge,
        double? share,
        string path,
        bool isJson,
        CancellationToken cancellationToken)
    {
        if (share is not (null or (> 0 and <= 1)))
        {
            throw new InvalidInputException(
                "--share", FormattableString.Invariant($"{share}"), "a share above 0 and at most 1");
        }

        LabelTemplateResult written = await new LabelTemplate(store).WriteAsync(
            configuration, run, judge, share, path, cancellationToken);
        if (isJson)
        {
            JsonOutput.Write(terminal.Output, json =>
            {
                json.WriteStartObject();
                json.WriteString("run", run.Id);
                json.WriteString("judge", judge);
                json.WriteString("file", path);
                json.WriteNumber("outputs", written.Rows);
                json.WriteNumber("pairs", written.Pairs);
                json.WriteNumber("differing_pairs", written.Differing);
                json.WriteNumber("share", written.Draw.Share);
                json.WriteNumber("seed", written.Draw.Seed);
                json.WriteEndObject();
            });
            return;
        }

        terminal.Output.WriteLine(
            FormattableString.Invariant($"{path}: {written.Rows} outputs of {written.Pairs} pairs, ")
            + FormattableString.Invariant($"of {written.Differing} that differ. Fill the last column; leave it empty ")
            + "where you cannot tell, which counts as the worst.");
        terminal.Output.WriteLine($"Then give the judge {Terminal.Printable(judge)} \"labels\": {{ \"path\": \"…\", "
            + FormattableString.Invariant($"\"drawn\": \"pairs\", \"share\": {written.Draw.Share}, ")
            + FormattableString.Invariant($"\"seed\": {written.Draw.Seed} }} and run: evalharness judge {run.Id} ")
            + $"--judge {Terminal.Printable(judge)}");
    }

    // What was judged is not asked again.
    private static string Continuation(ParseResult parsed, string run, string judge) =>
        StoreLocation.NamedConfig(parsed) is { } config
            ? $"evalharness judge {RunOptionSet.Quote(run)} --judge {RunOptionSet.Quote(judge)} --config "
                + RunOptionSet.Quote(config)
            : $"evalharness judge {RunOptionSet.Quote(run)} --judge {RunOptionSet.Quote(judge)}";
}
