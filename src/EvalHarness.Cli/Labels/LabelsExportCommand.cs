using System.CommandLine;
using EvalHarness.Cli.Options;
using EvalHarness.Cli.Rendering;
using EvalHarness.Labels;
using EvalHarness.Pipeline.Files;
using EvalHarness.Pipeline.Labels;
using EvalHarness.Runs;

namespace EvalHarness.Cli.Labels;

/// <summary><c>labels export RUN --output F</c>: labels, or what waits for one, for other programs.</summary>
internal static class LabelsExportCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        RunArgument id = new();
        LabelFileOptions file = new();
        Option<string> output = new("--output")
        {
            Description = "The file to write.",
            HelpName = "FILE",
            Required = true,
        };
        Option<string?> task = new("--task")
        {
            Description = "Only this task.",
            HelpName = "TASK",
            CompletionSources = { ConfigurationNames.Tasks },
        };
        Option<bool> queue = new("--queue")
        {
            Description = "Instead of labels, write the items that wait for one, without the models' names. Without a "
                + "stored draw, the pairs that the gates need are drawn first.",
        };
        Option<bool> history = new("--history")
        {
            Description = "Instead of the labels in force, write every label, change, skip and settlement with its "
                + "author, time, reason and former grade, as JSON Lines.",
        };
        Option<bool> force = new("--force") { Description = "Replace an existing file." };
        Command command = new("export", "Write people's labels of a run, or the items that wait for one.")
        {
            id, output, file.Format, task, queue, history, force, StoreLocation.ConfigOption(),
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            string path = parsed.GetRequiredValue(output);
            bool everything = parsed.GetValue(history);
            LabelFileFormat format = everything ? RequireLines(parsed, file, queue) : file.FormatOf(parsed, path);
            OutputFile.RequireFree(path, parsed.GetValue(force), "--output");
            bool waiting = parsed.GetValue(queue);
            await using IStoredRuns store = waiting
                ? StoreLocation.OpenForWriting(parsed)
                : StoreLocation.OpenExisting(parsed);
            RunRecord run = await id.FindAsync(parsed, store, cancellationToken);
            IReadOnlyList<LabelQuestion> questions = Questions(run, parsed.GetValue(task));
            foreach (LabelQuestion question in waiting ? questions : [])
            {
                await LabelDrawing.DrawAsync(store, run, question, "labels export", cancellationToken);
            }

            int rows = await WriteAsync(() => everything
                ? new LabelHistoryExport(store).WriteAsync(run, questions, path, cancellationToken)
                : new LabelExport(store).WriteAsync(run, questions, format, path, waiting, cancellationToken));
            if (GlobalOptions.IsJson(parsed))
            {
                JsonOutput.Write(terminal.Output, json =>
                {
                    json.WriteStartObject();
                    json.WriteString("run", run.Id);
                    json.WriteString("file", path);
                    json.WriteNumber("rows", rows);
                    json.WriteBoolean("queue", waiting);
                    json.WriteBoolean("history", everything);
                    json.WriteEndObject();
                });
            }
            else if (!GlobalOptions.IsQuiet(parsed))
            {
                terminal.Error.WriteLine(Terminal.Printable(FormattableString.Invariant(
                    $"{path}: {rows} {(waiting ? "items to label" : everything ? "entries" : "labels")} of {run.Id}")));
            }

            return (int)ExitCode.Passed;
        });
        return command;
    }

    /// <summary>The questions of a run, or those of one task.</summary>
    /// <exception cref="InvalidInputException">There is no such task with outputs to label.</exception>
    internal static IReadOnlyList<LabelQuestion> Questions(RunRecord run, string? task)
    {
        IReadOnlyList<LabelQuestion> all = LabelQuestions.Of(run);
        LabelQuestion[] fitting = [.. all.Where(question => task is null || question.Task == task)];
        string[] tasks = [.. all.Select(question => question.Task).Distinct()];
        return fitting.Length > 0 ? fitting : throw new InvalidInputException(
            task is null ? $"run {run.Id}" : "--task",
            task is null ? "no task with outputs to label" : $"\"{task}\"",
            tasks.Length == 0 ? "a run with a task whose outputs are text" : $"one of {string.Join(", ", tasks)}",
            task is null ? null : NearestName.Suggest(task, tasks));
    }

    // Other forms have no place for what was before.
    private static LabelFileFormat RequireLines(ParseResult parsed, LabelFileOptions file, Option<bool> queue)
    {
        if (parsed.GetValue(queue))
        {
            throw new InvalidInputException("--history", "together with --queue", "one of them");
        }

        return parsed.GetValue(file.Format) is null or "jsonl" ? LabelFileFormat.JsonLines
            : throw new InvalidInputException(
                "--format", $"\"{parsed.GetValue(file.Format)}\" with --history", "jsonl");
    }

    private static async Task<int> WriteAsync(Func<Task<int>> write)
    {
        try
        {
            return await write();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException("--output", FileFailure.Describe(failure), "a writable file");
        }
    }
}
