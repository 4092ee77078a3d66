using System.Text.Json;
using EvalHarness.Pipeline.Tasks;
using EvalHarness.Pipeline.Tasks.Opening;
using EvalHarness.Pipeline.Tasks.Reading;
using EvalHarness.Pipeline.Tasks.Requests;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Pipeline.Tasks;

/// <summary>Task files that tests write, and what is asked by them.</summary>
internal static class TaskCase
{
    /// <summary>Reads a task file with the given content.</summary>
    public static TaskFile Read(TemporaryFolder folder, string yaml, string name = "task.yaml") =>
        TaskFileReader.ReadTask(folder.Write(name, yaml));

    /// <summary>What is asked of documents, as JSON texts one a line.</summary>
    public static async Task<IReadOnlyList<DocumentRequests>> AskAsync(
        TemporaryFolder folder, string yaml, string rows, int? shots = null, string? pool = null)
    {
        TaskFile task = Read(folder, yaml);
        TaskData data = new()
        {
            Dataset = folder.Write("rows.jsonl", rows),
            FewShotDataset = pool is null ? null : folder.Write("pool.jsonl", pool),
            Shots = shots,
        };
        return await AskAsync(task, data);
    }

    /// <summary>What is asked of the documents of a file.</summary>
    public static async Task<IReadOnlyList<DocumentRequests>> AskAsync(TaskFile task, TaskData data)
    {
        OpenedTask opened = await OpenedTask.OpenAsync(task, data, copies: null, CancellationToken.None);
        List<DocumentRequests> asked = [];
        await foreach (BuiltDocument built in opened.ReadAsync(PromptForm.Plain, CancellationToken.None))
        {
            asked.Add(built.Requests ?? throw new InvalidInputException([built.Mistake!]));
        }

        return asked;
    }

    /// <summary>The requests as JSON: context and continuation, or the text that is scored.</summary>
    public static JsonElement ToJson(TaskFile task, DocumentRequests document) => PlainValue.ToJson(
        document.Requests.Select(request => task.OutputType == TaskOutputType.LogLikelihoodRolling
            ? new Dictionary<string, object?> { ["text"] = request.Continuation }
            : request.Continuation is { } continuation
                ? new Dictionary<string, object?>
                {
                    ["context"] = request.Prompt?.ToText() ?? "",
                    ["continuation"] = continuation,
                }
                : new Dictionary<string, object?>
                {
                    ["context"] = request.Prompt!.ToText(),
                    ["until"] = task.Until,
                    ["generation_kwargs"] = task.Generation,
                }).ToList());
}
