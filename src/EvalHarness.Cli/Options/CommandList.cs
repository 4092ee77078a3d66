using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using EvalHarness.Cli.Rendering;

namespace EvalHarness.Cli.Options;

/// <summary>What the program does when it is given no command: it lists those that it has.</summary>
internal static class CommandList
{
    /// <summary>Lets a root command list its commands: as its help or, with <c>--json</c>, as a document.</summary>
    public static void AddTo(RootCommand root, Terminal terminal) => root.SetAction(parsed =>
    {
        if (!terminal.IsJson)
        {
            HelpOption help = root.Options.OfType<HelpOption>().Single();
            return ((SynchronousCommandLineAction)help.Action!).Invoke(parsed);
        }

        JsonOutput.Write(terminal.Output, json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("commands");
            foreach (Command command in root.Subcommands.Where(command => !command.Hidden))
            {
                json.WriteStartObject();
                json.WriteString("name", command.Name);
                json.WriteString("description", command.Description);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
        return (int)ExitCode.Passed;
    });
}
