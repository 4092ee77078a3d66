using System.CommandLine;
using EvalHarness.Cli.Options;
using EvalHarness.Cli.Rendering;
using EvalHarness.Pipeline.Configuration.Loading;
using EvalHarness.Pipeline.Datasets;
using EvalHarness.Pipeline.Reporting.Json;
using EvalHarness.Pipeline.Runs.Planning;
using EvalHarness.SemanticKernel;

namespace EvalHarness.Cli.Configure;

/// <summary><c>validate</c>: checks a configuration with everything that it names, and runs nothing.</summary>
internal static class ValidateCommand
{
    private const string Description =
        "Check a configuration and its prompts, datasets and models, without running it.";

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        Command command = new("validate", Description) { StoreLocation.ConfigOption() };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, terminal, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        ResolvedConfiguration configuration = ConfigurationFile.Load(StoreLocation.ConfigPath(parsed));
        await using RunKernel kernel = RunKernel.FromConfiguration(configuration);
        ConfigurationFindings findings = await ProgressDisplay.ShowAsync(
            terminal,
            GlobalOptions.IsQuiet(parsed),
            progress => new ConfigurationCheck(Providers.Create(kernel), progress)
                .RunAsync(configuration, cancellationToken));
        foreach (InputError absence in findings.Unavailable)
        {
            terminal.WriteWarning(absence + " A run would refuse to start.");
        }

        foreach (string warning in findings.Warnings)
        {
            terminal.WriteWarning(warning + ".");
        }

        if (GlobalOptions.IsJson(parsed))
        {
            WriteJson(terminal.Output, configuration, findings);
            return (int)ExitCode.Passed;
        }

        int candidates = configuration.Values.Candidates.Count;
        terminal.Output.WriteLine(FormattableString.Invariant(
            $"{configuration.FileName} is valid: {candidates} {(candidates == 1 ? "candidate" : "candidates")}."));
        foreach ((string task, DatasetSummary dataset) in findings.Datasets)
        {
            terminal.Output.WriteLine(FormattableString.Invariant(
                $"  {task}: {dataset.Samples} samples, {dataset.Skipped.Count} rows skipped"));
            foreach (InputError skipped in dataset.Skipped)
            {
                terminal.Error.WriteLine("skipped: " + Terminal.Printable(skipped.ToString()));
            }
        }

        return (int)ExitCode.Passed;
    }

    private static void WriteJson(
        TextWriter output,
        ResolvedConfiguration configuration,
        ConfigurationFindings findings) => JsonOutput.Write(output, json =>
        {
            json.WriteStartObject();
            json.WriteBoolean("valid", true);
            json.WriteString("configuration_sha256", configuration.Sha256);
            json.WriteStartObject("tasks");
            foreach ((string task, DatasetSummary dataset) in findings.Datasets)
            {
                json.WriteStartObject(task);
                json.WriteNumber("samples", dataset.Samples);
                json.WriteNumber("skipped_rows", dataset.Skipped.Count);
                json.WriteString("dataset_sha256", dataset.Sha256);
                json.WriteEndObject();
            }

            json.WriteEndObject();
            json.WriteTexts("unavailable", findings.Unavailable.Select(absence => absence.ToString()));
            json.WriteTexts("warnings", findings.Warnings);
            json.WriteEndObject();
        });
}
