using System.Security.Cryptography;
using System.Text;
using EvalHarness.Pipeline.Tasks.Yaml;

namespace EvalHarness.Pipeline.Tasks.Reading;

/// <summary>
/// Reads a task file, or a group with all its tasks. A group's members are the tasks, groups and tags of files in and
/// below its folder, or are written in place.
/// </summary>
internal sealed class TaskGroupReader
{
    private const int MostTasks = 1_000;
    private const int Deepest = 16;

    private readonly string _path;
    private readonly TaskMistakes _mistakes = new();
    private readonly OrderedDictionary<string, TaskFile> _tasks = new(StringComparer.Ordinal);
    private TaskRegistry? _registry;
    private bool? _weighsBySize;

    private TaskGroupReader(string path) => _path = path;

    /// <summary>Reads a task or a group.</summary>
    /// <param name="path">A YAML file; its name need not end in .yaml.</param>
    /// <exception cref="InvalidInputException">Every mistake, with file, line and how to fix it.</exception>
    public static TaskGroup Read(string path) => Read(TaskDefinition.Read(path));

    /// <summary>Reads a task or a group; <c>null</c> for a file that others include, which defines neither.</summary>
    /// <param name="path">A YAML file; its name need not end in .yaml.</param>
    /// <exception cref="InvalidInputException">Every mistake, with file, line and how to fix it.</exception>
    public static TaskGroup? ReadNamed(string path)
    {
        TaskDefinition definition = TaskDefinition.Read(path);
        return definition.IsNamed ? Read(definition) : null;
    }

    private static TaskGroup Read(TaskDefinition definition)
    {
        if (!definition.IsGroup)
        {
            TaskFile task = definition.ToTask();
            return new()
            {
                Path = task.Path,
                Name = task.Name,
                Tasks = [task],
                IsSingle = true,
                Sha256 = definition.Sha256,
            };
        }

        TaskGroupReader reader = new(Path.GetFullPath(definition.Path));
        string name = definition.Mapping.Find("group")?.Content as string
            ?? Path.GetFileNameWithoutExtension(definition.Path);
        reader.AddMembers(definition.Mapping, depth: 0);
        reader._mistakes.ThrowIfAny();
        return reader.Finish(name, definition.Sha256);
    }

    private TaskGroup Finish(string name, string sha256)
    {
        string shown = IncludeChain.NameOf(_path);
        TaskFile first = _tasks.Count > 0 ? _tasks.GetAt(0).Value : throw new InvalidInputException(
            shown, $"the group {name} without tasks", "at least one task", "List tasks under \"task\".");
        if (_tasks.Values.FirstOrDefault(task => task.OutputType != first.OutputType) is { } other)
        {
            throw new InvalidInputException(
                shown, $"the group {name}, in which {first.Name} is {first.OutputType.NameOf()} and {other.Name} "
                + other.OutputType.NameOf(), "tasks of one output_type",
                "Name the files of the tasks one by one, or by \"include\".");
        }

        string hashes = string.Concat(_tasks.Values.Select(task => task.Sha256 + "\n"));
        return new()
        {
            Path = shown,
            Name = name,
            Tasks = [.. _tasks.Values],
            WeighsBySize = _weighsBySize ?? true,
            Sha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(sha256 + "\n" + hashes))),
        };
    }

    private void AddMembers(YamlMapping group, int depth)
    {
        SettingReader root = new(group, _mistakes);
        root.RequireKnown(TaskFileKeys.Group, "a group");
        if (depth > Deepest)
        {
            _mistakes.Add(IncludeChain.NameOf(_path), "a group that holds itself", "groups without a circle");
            return;
        }

        if (depth == 0)
        {
            ReadAggregations(root);
        }

        foreach (YamlValue member in root.Value("task") is { } value ? value.Items ?? [value] : [])
        {
            AddMember(member, depth);
        }
    }

    private void AddMember(YamlValue member, int depth)
    {
        switch (member.Content)
        {
            case string name:
                AddNamed(name, member, depth);
                break;
            case YamlMapping mapping when TaskFileReader.IsGroup(mapping):
                AddMembers(mapping, depth + 1);
                break;
            case YamlMapping mapping when mapping.Find("task")?.Content is string name:
                AddChanged(name, mapping, member);
                break;
            default:
                _mistakes.Add(member, member.Describe(), "the name of a task, or a mapping with one");
                break;
        }
    }

    private void AddNamed(string name, YamlValue at, int depth)
    {
        _registry ??= TaskRegistry.Read(Path.GetDirectoryName(_path)!);
        if (_registry.Find(name) is { } definition)
        {
            if (definition.IsGroup)
            {
                AddMembers(definition.Mapping, depth + 1);
            }
            else
            {
                Add(definition.ToTask(), at);
            }
        }
        else if (_registry.TasksOf(name) is { } tagged)
        {
            foreach (string task in tagged)
            {
                AddNamed(task, at, depth + 1);
            }
        }
        else
        {
            _mistakes.Add(
                at, $"\"{name}\", which no file in {IncludeChain.NameOf(_registry.Folder)} defines",
                "a task, group or tag of a .yaml file in or below the group's folder",
                NearestName.Ask(name, [.. _registry.Names]));
        }
    }

    // What stands beside the name of a task changes it for this group.
    private void AddChanged(string name, YamlMapping changes, YamlValue at)
    {
        _registry ??= TaskRegistry.Read(Path.GetDirectoryName(_path)!);
        YamlMapping merged = new();
        TaskDefinition? own = _registry.Find(name) is { } found && found.Path != _path ? found : null;
        if (own is not null)
        {
            merged.SetAll(own.Mapping);
        }

        merged.SetAll(changes);
        Add(TaskFileReader.ReadTask(merged, own?.Path ?? _path, own?.Sha256 ?? ""), at);
    }

    private void Add(TaskFile task, YamlValue at)
    {
        if (_tasks.Count == MostTasks)
        {
            throw new InvalidInputException(
                at.Place, FormattableString.Invariant($"a group of more than {MostTasks} tasks"), "fewer tasks",
                "Name a smaller group.");
        }

        _tasks.TryAdd(task.Name, task);
    }

    private void ReadAggregations(SettingReader root)
    {
        foreach ((YamlValue at, SettingReader entry) in root.Mappings("aggregate_metric_list") ?? [])
        {
            if (entry.Text("aggregation") is { } name and not "mean")
            {
                _mistakes.Add(at, $"aggregation: \"{name}\"", "\"mean\"");
            }

            bool weighs = entry.Flag("weight_by_size") ?? true;
            if (_weighsBySize is { } before && before != weighs)
            {
                _mistakes.Add(
                    at, "weight_by_size, which differs among the metrics of the group", "one value for all metrics");
            }

            _weighsBySize = weighs;
        }
    }
}
