using System.Runtime.CompilerServices;
using EvalHarness.Pipeline.Datasets;

namespace EvalHarness.Pipeline.Recorded;

/// <summary>The rows of all files of a task, one file after the other.</summary>
/// <param name="files">The files.</param>
/// <param name="copies">What they are read from; <c>null</c> to read the files themselves.</param>
internal sealed class RecordedRows(RecordedFiles files, DatasetCopies? copies = null)
{
    /// <summary>What was found wrong with the whole of a file, as sentences without a full stop.</summary>
    public List<string> Warnings { get; } = [];

    /// <summary>The rows; of a group, a sample's id is <c>TASK/ID</c>, and its task a tag.</summary>
    /// <exception cref="InvalidInputException">A file cannot be read, or two files are of one task.</exception>
    public async IAsyncEnumerable<RecordedRow> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Dictionary<string, string> tasks = new(StringComparer.Ordinal);
        Warnings.Clear();
        foreach (string path in files.Paths)
        {
            RecordedFile file = new(path, copies);
            RecordedHeader header = await file.ReadHeaderAsync(cancellationToken);
            if (!tasks.TryAdd(header.Task, file.Name))
            {
                throw new InvalidInputException(
                    file.Name, $"the task {header.Task}, as in {tasks[header.Task]}", "one file for each task",
                    "Narrow the pattern to one run of each task.");
            }

            if (header.Fault is { } fault)
            {
                Warnings.Add($"samples may be missing in {file.Name}: {fault}");
            }

            await foreach (RecordedRow row in file.ReadAsync(cancellationToken))
            {
                yield return files.IsGroup ? Join(header.Task, row) : row;
            }
        }
    }

    private static RecordedRow Join(string task, RecordedRow row) => row with
    {
        Sample = row.Sample with
        {
            Id = $"{task}/{row.Sample.Id}",
            Tags = [.. row.Sample.Tags, task],
        },
    };
}
