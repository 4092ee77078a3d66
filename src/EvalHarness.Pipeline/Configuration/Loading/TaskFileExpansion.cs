using System.Text.Json;
using EvalHarness.Pipeline.Datasets;
using EvalHarness.Pipeline.Tasks;
using EvalHarness.Pipeline.Tasks.Reading;
using EvalHarness.Pipeline.Tasks.Scoring;

namespace EvalHarness.Pipeline.Configuration.Loading;

/// <summary>
/// Fills in what a task file says: the metrics of tasks with a <c>file</c>, and the tasks of <c>include</c>, so that
/// the configuration that is kept with a run is complete without these files.
/// </summary>
/// <param name="folder">Folder of the configuration file.</param>
/// <param name="mistakes">Receives what is wrong.</param>
internal sealed class TaskFileExpansion(string folder, ConfigurationMistakes mistakes)
{
    private const int MostFiles = 10_000;

    /// <summary>The configuration with the tasks' own metrics.</summary>
    /// <exception cref="InvalidInputException">A task file is wrong; names the file and the line.</exception>
    public ConfigurationNode Apply(ConfigurationNode root)
    {
        if (root.Kind != JsonValueKind.Object)
        {
            return root;
        }

        ConfigurationNode tasks = root["tasks"] ?? root.Value("tasks", JsonValueKind.Object, "");
        foreach (ConfigurationNode pattern in ConfigurationChecks.Items(root["include"]))
        {
            tasks = Include(tasks, pattern);
        }

        foreach ((string name, ConfigurationNode task) in tasks.Members.Select(member => (member.Key, member.Value)))
        {
            tasks = tasks.With(name, Complete(task));
        }

        return root["tasks"] is null && tasks.Members.Count == 0 ? root : root.With("tasks", tasks);
    }

    private ConfigurationNode Include(ConfigurationNode tasks, ConfigurationNode pattern)
    {
        string text = pattern.Text ?? "";
        string place = Path.GetFullPath(Path.GetDirectoryName(text) ?? "", folder);
        string[] files = !Directory.Exists(place) ? [] :
            [.. Directory.EnumerateFiles(place, Path.GetFileName(text)).Take(MostFiles).Order(StringComparer.Ordinal)];
        if (files.Length == 0)
        {
            mistakes.Add(
                pattern, $"{pattern.Shown}, which matches no file", "files of tasks", "Example: \"tasks/*.yaml\".");
        }

        // A file without a name is there to be included, and a group's tasks are asked with the group.
        (string File, TaskGroup Group)[] named =
        [
            .. files.Select(file => (File: file, Group: TaskGroupReader.ReadNamed(file)))
                .Where(entry => entry.Group is not null).Select(entry => (entry.File, entry.Group!)),
        ];
        HashSet<string> grouped = [.. named.Where(entry => !entry.Group.IsSingle)
            .SelectMany(entry => entry.Group.Tasks.Select(task => task.Name))];
        foreach ((string file, TaskGroup group) in named)
        {
            if (tasks[group.Name] is null && !(group.IsSingle && grouped.Contains(group.Name)))
            {
                ConfigurationNode entry = tasks.Value(group.Name, JsonValueKind.Object, "");
                tasks = tasks.With(group.Name, entry.With(
                    "file", entry.Value("file", JsonValueKind.String, Path.GetRelativePath(folder, file))));
            }
        }

        return tasks;
    }

    private ConfigurationNode Complete(ConfigurationNode task)
    {
        if (task["file"] is not { Kind: JsonValueKind.String, Text: { Length: > 0 } path }
            || (task["metrics"] is not null && task["dataset"] is not null && task["corpusMetrics"] is not null)
            || !File.Exists(Path.GetFullPath(path, folder)))
        {
            return task;
        }

        TaskGroup file = TaskGroupReader.Read(Path.GetFullPath(path, folder));
        if (task["metrics"] is null)
        {
            IReadOnlyList<string> names = TaskMetrics.NamesOf(file);
            task = names.Count == 0 ? Refuse(task, file) : WithList(task, "metrics", names);
        }

        if (task["corpusMetrics"] is null && TaskMetrics.CorpusNamesOf(file) is { Count: > 0 } corpora)
        {
            task = WithList(task, "corpusMetrics", corpora);
        }

        return task["dataset"] is null && DatasetOf(file) is { } dataset
            ? task.With("dataset", task.Value("dataset", JsonValueKind.String, dataset)) : task;
    }

    private static ConfigurationNode WithList(ConfigurationNode task, string key, IReadOnlyList<string> names)
    {
        ConfigurationNode list = task.Value(key, JsonValueKind.Array, "");
        return task.With(key, list with
        {
            Items = [.. names.Select(name => list.Value("item", JsonValueKind.String, name))],
        });
    }

    private ConfigurationNode Refuse(ConfigurationNode task, TaskGroup file)
    {
        mistakes.Add(
            task["file"]!, $"{task["file"]!.Shown}, whose metrics are of all documents together "
            + $"({string.Join(", ", file.Tasks.SelectMany(TaskMetrics.LeftOut).Distinct())})",
            "a metric of single documents, which can be paired",
            "Add exact_match or acc to metric_list; score the answers with: evalharness score text.");
        return task;
    }

    private static string? DatasetOf(TaskGroup group)
    {
        string?[] files = [.. group.Tasks.Select(task => task.Splits.Evaluated is { } split
            && task.DataFiles.TryGetValue(split, out string? path) && path.Length > 0 ? path : null)];
        return files.Contains(null) ? null : group.IsSingle ? files[0] : DatasetAddress.OwnFiles;
    }
}
