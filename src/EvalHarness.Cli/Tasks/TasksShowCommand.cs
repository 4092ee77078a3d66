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
internal sealed class TasksShowCommand
{
    private const int MostShots = 1_000;

    private readonly Argument<string> _file = new("FILE")
    {
        Description = "Task file in lm-evaluation-harness's YAML, or the name of a ready one.",
    };

    private readonly Option<string?> _dataset = new("--dataset")
    {
        Description = "Dataset file with the documents that are asked: .jsonl, .json, .csv, .tsv or .parquet, or "
            + "hf:OWNER/NAME/FILE.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _pool = new("--few-shot-dataset")
    {
        Description = "Dataset file from which examples are drawn. [default: the dataset, where the task does so]",
        HelpName = "FILE",
    };

    private readonly Option<int?> _shots = new("--num-fewshot")
    {
        Description = "Examples in front of each question; a 0 in the task file holds. [default: the task file's]",
        HelpName = "N",
    };

    private readonly Option<long> _seed = new("--seed")
    {
        Description = "Seed of the drawing of examples.",
        HelpName = "N",
        DefaultValueFactory = _ => TaskData.DefaultSeed,
    };

    private readonly Option<bool> _requests = new("--requests")
    {
        Description = "Print every request, character by character.",
    };

    private readonly Option<int?> _limit = new("--limit")
    {
        Description = "Only the first so many documents.",
        HelpName = "N",
    };

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal) => new TasksShowCommand().CreateCommand(terminal);

    private Command CreateCommand(Terminal terminal)
    {
        Command command = new("show", "Show what a task file says, and with --requests exactly what would be asked.")
        {
            _file, _dataset, _pool, _shots, _seed, _requests, _limit,
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, terminal, cancellationToken));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        TaskFile task = TaskFileReader.ReadTask(ReadyTaskFile.Resolve(parsed.GetRequiredValue(_file)));
        bool isJson = GlobalOptions.IsJson(parsed);
        if (!parsed.GetValue(_requests))
        {
            TaskFileOutput.Write(terminal, task, isJson);
            return (int)ExitCode.Passed;
        }

        TaskData data = new()
        {
            Dataset = parsed.GetValue(_dataset),
            FewShotDataset = parsed.GetValue(_pool),
            Shots = parsed.GetValue(_shots) is { } shots
                ? OptionRange.Check(shots, 0, MostShots, _shots.Name) : null,
            Seed = parsed.GetValue(_seed),
        };
        HubFiles hub = new(
            HubOptions.FromEnvironment(Environment.GetEnvironmentVariable),
            state => terminal.Error.WriteLine(Terminal.Printable(state)));
        data = data with
        {
            Dataset = await hub.LocateAsync(
                data.Dataset ?? TaskFiles.Evaluated(task), _dataset.Name, cancellationToken),
            FewShotDataset = data.FewShotDataset is { } pool
                ? await hub.LocateAsync(pool, _pool.Name, cancellationToken) : null,
        };
        OpenedTask opened = await OpenedTask.OpenAsync(task, data, copies: null, cancellationToken);
        int limit = OptionRange.AtLeast(parsed.GetValue(_limit) ?? int.MaxValue, 1, _limit.Name);
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
