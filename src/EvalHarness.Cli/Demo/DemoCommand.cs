using System.CommandLine;
using EvalHarness.Cli.Options;
using EvalHarness.Cli.Rendering;
using EvalHarness.Cli.Run;
using EvalHarness.Pipeline.Configuration.Loading;
using EvalHarness.Pipeline.Runs;

namespace EvalHarness.Cli.Demo;

/// <summary><c>demo</c>: the bundled models, data and configuration in a folder of the user's, and their run.</summary>
internal sealed class DemoCommand
{
    private const string Description =
        "Write the bundled models, data and configuration to a folder and run them.";

    private readonly Argument<string> _folder = new("FOLDER")
    {
        Description = "Folder to write to.",
        DefaultValueFactory = _ => "evalharness-demo",
    };

    private readonly Option<bool> _noRun = new("--no-run") { Description = "Only write the files." };

    private readonly Option<bool> _force = new("--force")
    {
        Description = "Overwrite files that have been changed.",
    };

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal) => new DemoCommand().CreateCommand(terminal);

    private Command CreateCommand(Terminal terminal)
    {
        Command command = new("demo", Description) { _folder, _noRun, _force };
        command.SetAction(async (parsed, cancellationToken) =>
            (int)await RunAsync(parsed, terminal, cancellationToken));
        return command;
    }

    private async Task<ExitCode> RunAsync(
        ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        string folder = parsed.GetRequiredValue(_folder);
        IReadOnlyList<string> files =
            await BundledFiles.WriteAsync(folder, parsed.GetValue(_force), cancellationToken);
        if (parsed.GetValue(_noRun))
        {
            WrittenFiles.Write(terminal, files);
            return ExitCode.Passed;
        }

        string path = Path.Combine(folder, ConfigurationFile.DefaultName);
        string command = $"evalharness run --config {RunOptionSet.Quote(path)}";
        bool quiet = GlobalOptions.IsQuiet(parsed);
        if (!quiet)
        {
            terminal.Error.WriteLine(Terminal.Printable(
                FormattableString.Invariant($"{folder} has the {files.Count} files of the demo. Running: {command}")));
        }

        ExitCode code = await Evaluation.RunAsync(
            parsed, terminal, ConfigurationFile.Load(path), new RunOptions(),
            id => $"{command} --run {RunOptionSet.Quote(id)}", cancellationToken);
        if (!quiet && code != ExitCode.Incomplete)
        {
            terminal.Error.WriteLine(Terminal.Printable(
                $"Next: cd {RunOptionSet.Quote(folder)}, then evalharness show latest --verbose, or change "
                + $"{ConfigurationFile.DefaultName} and say evalharness run."));
        }

        return code;
    }
}
