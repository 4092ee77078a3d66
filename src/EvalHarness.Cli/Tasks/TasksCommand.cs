using System.CommandLine;
using EvalHarness.Cli.Options;
using EvalHarness.Cli.Rendering;
using EvalHarness.Pipeline.Tasks;

namespace EvalHarness.Cli.Tasks;

/// <summary><c>tasks</c>: task files and what they ask.</summary>
internal static class TasksCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        Command command = new("tasks", "List the ready task files and what they need, or show what one of them asks.");
        command.Subcommands.Add(TasksShowCommand.Create(terminal));
        command.SetAction(parsed => List(terminal, GlobalOptions.IsJson(parsed)));
        return command;
    }

    private static int List(Terminal terminal, bool isJson)
    {
        IReadOnlyList<ReadyTaskFile> files = ReadyTaskFile.FindAll();
        if (isJson)
        {
            JsonOutput.Write(terminal.Output, json =>
            {
                json.WriteStartArray();
                foreach (ReadyTaskFile file in files)
                {
                    json.WriteStartObject();
                    json.WriteString("file", file.Path);
                    json.WriteString("needs", file.Needs);
                    TaskFileOutput.WriteFields(json, file.Task);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
            });
            return (int)ExitCode.Passed;
        }

        foreach (ReadyTaskFile file in files)
        {
            terminal.Output.WriteLine(Terminal.Printable($"{file.Task.Name}  ({file.Task.OutputType.NameOf()})"));
            terminal.Output.WriteLine(Terminal.Printable($"  {file.Needs}"));
        }

        terminal.Output.WriteLine(Terminal.Printable(
            "Show what one asks with: evalharness tasks show NAME --dataset FILE --requests"));
        return (int)ExitCode.Passed;
    }
}
