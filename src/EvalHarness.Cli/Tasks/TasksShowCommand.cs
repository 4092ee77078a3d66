using System.CommandLine;
using EvalHarness.Cli.Options;
using EvalHarness.Cli.Rendering;
using EvalHarness.Pipeline.Hub;
using EvalHarness.Pipeline.Tasks;
using EvalHarness.Pipeline.Tasks.Opening;
using EvalHarness.Pipeline.Tasks.Reading;
using EvalHarness.Pipeline.Tasks.Requests;

namespace EvalHarness.Cli.Tasks;

/// <summary><c>tasks show</c>: what a task file says, and exactly what would be asked.</summary>
internal static class TasksShowCommand
{
    private const int MostShots = 1_000;

    private static readonly Argument<string> s_file = new("FILE")
    {
        Description = "Task file in lm-evaluation-harness's YAML, or the name of a ready one.",
    };

    private static readonly Option<string?> s_dataset = new("--dataset")
    {
        Description = "Dataset file with the documents that are asked: .jsonl, .json, .csv, .tsv or .parquet, or "
            + "hf:OWNER/NAME/FILE.",
        HelpName = "FILE",
    };

    private static readonly Option<string?> s_pool = new("--few-shot-dataset")
    {
        Description = "Dataset file from which examples are drawn. [default: the dataset, where the task does so]",
        HelpName = "FILE",
    };

    private static readonly Option<int?> s_shots = new("--num-fewshot")
    {
        Description = "Examples in front of each question; a 0 in the task file holds. [default: the task file's]",
        HelpName = "N",
    };

    private static readonly Option<long> s_seed = new("--seed")
    {
        Description = "Seed of the drawing of examples.",
        HelpName = "N",
        DefaultValueFactory = _ => TaskData.DefaultSeed,
    };

    private static readonly Option<bool> s_requests = new("--requests")
    {
        Description = "Print every request, character by character.",
    };

    private static readonly Option<int?> s_limit = new("--limit")
    {
        Description = "Only the first so many documents.",
        HelpName = "N",
    };

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        Command command = new("show", "Show what a task file says, and with --requests exactly what would be asked.")
        {
            s_file, s_dataset, s_pool, s_shots, s_seed, s_requests, s_limit,
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, terminal, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        TaskFile task = TaskFileReader.ReadTask(ReadyTaskFile.Resolve(parsed.GetRequiredValue(s_file)));
        bool isJson = parsed.GetValue(GlobalOptions.Json);
        if (!parsed.GetValue(s_requests))
        {
            TaskFileOutput.Write(terminal, task, isJson);
            return (int)ExitCode.Passed;
        }

        TaskData data = new()
        {
            Dataset = parsed.GetValue(s_dataset),
            FewShotDataset = parsed.GetValue(s_pool),
            Shots = parsed.GetValue(s_shots) is { } shots
                ? OptionRange.Check(shots, 0, MostShots, s_shots.Name) : null,
            Seed = parsed.GetValue(s_seed),
        };
        HubFiles hub = new(
            HubOptions.FromEnvironment(Environment.GetEnvironmentVariable),
            state => terminal.Error.WriteLine(Terminal.Printable(state)));
        data = data with
        {
            Dataset = await hub.LocateAsync(
                data.Dataset ?? TaskFiles.Evaluated(task), s_dataset.Name, cancellationToken),
            FewShotDataset = data.FewShotDataset is { } pool
                ? await hub.LocateAsync(pool, s_pool.Name, cancellationToken) : null,
        };
        OpenedTask opened = await OpenedTask.OpenAsync(task, data, copies: null, cancellationToken);
        int limit = OptionRange.AtLeast(parsed.GetValue(s_limit) ?? int.MaxValue, 1, s_limit.Name);
        List<InputError> mistakes = [];
        List<DocumentRequests> documents = [];
        await foreach (BuiltDocument built in opened.ReadAsync(PromptForm.Plain, cancellationToken).Take(limit))
        {
            documents.AddRange(built.Requests is { } requests ? [requests] : []);
            mistakes.AddRange(built.Mistake is { } mistake ? [mistake] : []);
        }

        if (mistakes.Count > 0)
        {
            throw new InvalidInputException([.. mistakes.Take(100)]);
        }

        TaskRequestOutput.Write(terminal, task, documents, isJson);
        return (int)ExitCode.Passed;
    }
}
