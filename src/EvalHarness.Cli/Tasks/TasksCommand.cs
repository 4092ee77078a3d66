using System.CommandLine;
using EvalHarness.Cli.Rendering;

namespace EvalHarness.Cli.Tasks;

/// <summary><c>tasks</c>: task files and what they ask.</summary>
internal static class TasksCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        Command command = new("tasks", "List the ready task files and what they need, or show what one of them asks.");
        command.Subcommands.Add(TasksShowCommand.Create(terminal));
        return command;
    }
}
