using EvalHarness.Pipeline.Datasets;
using EvalHarness.Pipeline.Hub;

namespace EvalHarness.Pipeline.Tasks.Opening;

/// <summary>Which files hold a task's documents and examples.</summary>
internal static class TaskFiles
{
    /// <summary>The examples are those of the task file itself.</summary>
    public static bool DrawsFromFile(TaskFile task) => task.FewShot.Split is null && task.FewShot.Samples is not null;

    /// <summary>The file that the task itself names for the documents that are asked.</summary>
    /// <exception cref="InvalidInputException">It names none.</exception>
    public static string Evaluated(TaskFile task) => Named(task, task.Splits.Evaluated)
        ?? throw new InvalidInputException(
            task.Path, $"no dataset for the task {task.Name}{Published(task)}", "a dataset file",
            "Download the data and name the file: \"dataset\" in the configuration, --dataset on the command line.");

    /// <summary>The file that examples are drawn from.</summary>
    /// <param name="task">The task.</param>
    /// <param name="named">What the user named; <c>null</c> for nothing.</param>
    /// <param name="dataset">The file with the documents that are asked.</param>
    /// <param name="shots">How many examples a document has.</param>
    /// <exception cref="InvalidInputException">The task draws from a part of the data that was not given.</exception>
    public static string Pool(TaskFile task, string? named, string dataset, int shots)
    {
        string? split = task.FewShot.Split ?? task.Splits.Training ?? task.Splits.Evaluated;
        return named ?? Named(task, split) ?? (split == task.Splits.Evaluated ? dataset
            : throw new InvalidInputException(
                task.Path,
                FormattableString.Invariant($"{shots} examples for each document of {task.Name}, drawn from the split ")
                + $"\"{split}\", which was not given", "a file with its documents",
                "Name it: \"fewShotDataset\" in the configuration, --few-shot-dataset on the command line; or ask "
                + "without examples: \"numFewShot\": 0, --num-fewshot 0."));
    }

    /// <summary>The file that an address with placeholders names for a task.</summary>
    /// <param name="address">The address, its path made absolute.</param>
    /// <param name="task">The task.</param>
    /// <param name="folder">What the files that the task itself names are relative to.</param>
    /// <exception cref="InvalidInputException">The task does not say what a placeholder stands for.</exception>
    public static string Fill(string address, TaskFile task, string folder)
    {
        if (address == DatasetAddress.OwnFiles)
        {
            string own = Evaluated(task);
            return HubAddress.IsAddress(own) ? own : Path.GetFullPath(own, folder);
        }

        if (address.Contains(DatasetAddress.SubsetName, StringComparison.Ordinal) && task.DatasetName is null)
        {
            throw new InvalidInputException(
                task.Path, $"no dataset_name in the task {task.Name}", $"one, for {DatasetAddress.SubsetName}",
                $"Use {DatasetAddress.TaskName} in the dataset's path, or add dataset_name to the task file.");
        }

        return address
            .Replace(DatasetAddress.TaskName, task.Name, StringComparison.Ordinal)
            .Replace(DatasetAddress.SubsetName, task.DatasetName, StringComparison.Ordinal);
    }

    private static string Published(TaskFile task) => task.DatasetPath is not { } path ? ""
        : $", which is published as {path}{(task.DatasetName is { } name ? $" ({name})" : "")}"
            + (task.Splits.Evaluated is { } split ? $", split \"{split}\"" : "");

    private static string? Named(TaskFile task, string? split) =>
        split is not null && task.DataFiles.TryGetValue(split, out string? file) && file.Length > 0
            && (HubAddress.IsAddress(file) || !file.Contains("://", StringComparison.Ordinal)) ? file : null;
}
