using System.CommandLine;
using EvalHarness.Cli.Options;
using EvalHarness.Cli.Rendering;

namespace EvalHarness.Cli.Completion;

/// <summary><c>completion SHELL</c>: the script by which a shell completes the program's command lines.</summary>
internal static class CompletionCommand
{
    private static readonly string[] s_shells = ["bash", "zsh", "pwsh"];

    private static readonly Argument<string> s_shell = new("SHELL")
    {
        Description = "The shell: bash, zsh or pwsh.",
        CompletionSources = { s_shells },
    };

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        Command command = new("completion", "Print the completion script of a shell.") { s_shell };
        command.SetAction(parsed =>
        {
            string script = ReadScript(OptionChoice.Check(parsed.GetRequiredValue(s_shell), s_shells, s_shell.Name));
            if (parsed.GetValue(GlobalOptions.Json))
            {
                JsonOutput.Write(terminal.Output, json =>
                {
                    json.WriteStartObject();
                    json.WriteString("shell", parsed.GetRequiredValue(s_shell));
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
