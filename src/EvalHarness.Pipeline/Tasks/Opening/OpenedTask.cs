using System.Runtime.CompilerServices;
using System.Text.Json;
using EvalHarness.Pipeline.Datasets;
using EvalHarness.Pipeline.Tasks.Documents;
using EvalHarness.Pipeline.Tasks.Requests;

namespace EvalHarness.Pipeline.Tasks.Opening;

/// <summary>A task with its data: all that is needed to build what is asked, again and again.</summary>
internal sealed class OpenedTask
{
    private const int MostPoolBytes = 1 << 30;

    private readonly TaskDocuments _documents;
    private readonly IReadOnlyList<JsonElement>? _pool;
    private readonly long _seed;

    private OpenedTask(
        TaskFile task, TaskDocuments documents, IReadOnlyList<JsonElement>? pool, int shots, long seed) =>
        (Task, _documents, _pool, Shots, _seed) = (task, documents, pool, shots, seed);

    /// <summary>The task.</summary>
    public TaskFile Task { get; }

    /// <summary>Examples a document.</summary>
    public int Shots { get; }

    /// <summary>Number of documents.</summary>
    public int Count => _documents.Count;

    /// <summary>Opens a task's data and reads it once.</summary>
    /// <param name="task">The task.</param>
    /// <param name="data">Its data.</param>
    /// <param name="copies">What files are read from; <c>null</c> to read the files themselves.</param>
    /// <param name="cancellationToken">Cancels between rows.</param>
    /// <exception cref="InvalidInputException">A file cannot be read, or data is missing.</exception>
    public static async Task<OpenedTask> OpenAsync(
        TaskFile task, TaskData data, DatasetCopies? copies, CancellationToken cancellationToken)
    {
        int shots = task.OutputType == TaskOutputType.LogLikelihoodRolling ? 0 : task.ShotsFor(data.Shots);
        string dataset = data.Dataset ?? TaskFiles.Evaluated(task);
        TaskDocuments documents = await TaskDocuments.OpenAsync(
            dataset, task.Transform, data.Mapping, copies, cancellationToken);
        IReadOnlyList<JsonElement>? pool = shots == 0 ? null
            : TaskFiles.DrawsFromFile(task) && task.FewShot.Samples is { } samples ? samples
            : await ReadPoolAsync(
                TaskFiles.Pool(task, data.FewShotDataset, dataset, shots), task, data, copies, cancellationToken);
        return new(task, documents, pool, shots, data.Seed);
    }

    /// <summary>What is asked of each document, in their order.</summary>
    /// <param name="form">Plain text, or conversations.</param>
    /// <param name="cancellationToken">Cancels between documents.</param>
    public async IAsyncEnumerable<BuiltDocument> ReadAsync(
        PromptForm form, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        FewShotPool? pool = _pool is null ? null
            : new(
                _pool, Task.FewShot.TakesFirst, Task.FewShot.Split == Task.Splits.Test, _seed,
                Task.FewShot.SameColumn);
        TaskRequestBuilder builder = new(Task, _documents.Columns, Shots, pool, form);
        await foreach (TaskDocument document in _documents.ReadAsync(cancellationToken))
        {
            yield return Build(builder, document);
        }
    }

    private BuiltDocument Build(TaskRequestBuilder builder, TaskDocument document)
    {
        if (document.Mistake is { } mistake)
        {
            return new(document, null, false, mistake);
        }

        try
        {
            return new(document, builder.Next(document.Fields), builder.HasSeveralTargets, null);
        }
        catch (DocumentFaultException fault)
        {
            return new(document, null, false, _documents.File.At(
                document.Line, fault.Message, "a document that the task file can write",
                "Correct the row, or the template in the task file."));
        }
    }

    private static async Task<IReadOnlyList<JsonElement>> ReadPoolAsync(
        string path, TaskFile task, TaskData data, DatasetCopies? copies, CancellationToken cancellationToken)
    {
        TaskDocuments documents = await TaskDocuments.OpenAsync(
            path, task.Transform, data.Mapping, copies, cancellationToken);
        List<JsonElement> pool = [];
        long bytes = 0;
        await foreach (TaskDocument document in documents.ReadAsync(cancellationToken))
        {
            if (document.Mistake is { } mistake)
            {
                throw new InvalidInputException([mistake]);
            }

            bytes += document.Fields.GetRawText().Length;
            if (bytes > MostPoolBytes)
            {
                throw new InvalidInputException(
                    documents.File.Name, FormattableString.Invariant($"more than {MostPoolBytes} bytes of examples"),
                    "a smaller file", "Keep some thousand rows of it: examples are drawn from memory.");
            }

            pool.Add(document.Fields);
        }

        return pool;
    }
}
