using System.CommandLine;
using EvalHarness.Cli.Options;
using EvalHarness.Cli.Rendering;

namespace EvalHarness.Cli.Completion;

/// <summary><c>completion SHELL</c>: the script by which a shell completes the program's command lines.</summary>
internal sealed class CompletionCommand
{
    private static readonly string[] s_shells = ["bash", "zsh", "pwsh"];

    private readonly Argument<string> _shell = new("SHELL")
    {
        Description = "The shell: bash, zsh or pwsh.",
        CompletionSources = { s_shells },
    };

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal) => new CompletionCommand().CreateCommand(terminal);

    private Command CreateCommand(Terminal terminal)
    {
        Command command = new("completion", "Print the completion script of a shell.") { _shell };
        command.SetAction(parsed =>
        {
            string script = ReadScript(OptionChoice.Check(parsed.GetRequiredValue(_shell), s_shells, _shell.Name));
            if (GlobalOptions.IsJson(parsed))
            {
                JsonOutput.Write(terminal.Output, json =>
                {
                    json.WriteStartObject();
                    json.WriteString("shell", parsed.GetRequiredValue(_shell));
                    json.WriteString("script", script);
                    json.WriteEndObject();
                });
            }
            else
            {
                terminal.Output.Write(script);
            }

            return (int)ExitCode.Passed;
        });
        return command;
    }

    private static string ReadScript(string shell)
    {
        using StreamReader reader = new(
            typeof(CompletionCommand).Assembly.GetManifestResourceStream("completion/" + shell)!);
        return reader.ReadToEnd();
    }
}
