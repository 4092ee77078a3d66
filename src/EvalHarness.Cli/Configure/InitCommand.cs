using System.CommandLine;
using EvalHarness.Cli.Options;
using EvalHarness.Cli.Rendering;
using EvalHarness.Pipeline.Configuration.Loading;

namespace EvalHarness.Cli.Configure;

/// <summary><c>init</c>: the files of a first evaluation.</summary>
internal static class InitCommand
{
    private const string Description =
        "Write a commented starter configuration with its schema, a small dataset and a prompt.";

    private static readonly Option<string> s_folder = new("--folder")
    {
        Description = "Where to write.",
        DefaultValueFactory = _ => ".",
        HelpName = "DIR",
    };

    private static readonly Option<string> s_model = new("--model")
    {
        Description = "The model's weights, relative to the folder.",
        DefaultValueFactory = _ => StarterFiles.ModelPath,
        HelpName = "F",
    };

    private static readonly Option<bool> s_force = new("--force") { Description = "Overwrite files that exist." };

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        Command command = new("init", Description) { s_folder, s_model, s_force };
        command.SetAction(parsed => Run(parsed, terminal));
        return command;
    }

    private static int Run(ParseResult parsed, Terminal terminal)
    {
        IReadOnlyList<string> files = StarterFiles.Write(
            parsed.GetRequiredValue(s_folder), parsed.GetRequiredValue(s_model), parsed.GetValue(s_force));
        WrittenFiles.Write(terminal, files);
        if (!terminal.IsJson && !parsed.GetValue(GlobalOptions.Quiet))
        {
            terminal.Error.WriteLine("Next: name your model and dataset in eval.config.json, then check it with:");
            terminal.Error.WriteLine("  evalharness validate");
        }

        return (int)ExitCode.Passed;
    }
}
