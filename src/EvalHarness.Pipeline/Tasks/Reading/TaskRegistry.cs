using EvalHarness.Pipeline.Tasks.Yaml;

namespace EvalHarness.Pipeline.Tasks.Reading;

/// <summary>The tasks, groups and tags that the files in and below a folder define.</summary>
internal sealed class TaskRegistry
{
    private const int MostFiles = 20_000;

    private readonly Dictionary<string, TaskDefinition> _definitions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> _tags = new(StringComparer.Ordinal);

    private TaskRegistry(string folder) => Folder = folder;

    /// <summary>The folder that was read.</summary>
    public string Folder { get; }

    /// <summary>Names of all tasks, groups and tags.</summary>
    public IEnumerable<string> Names => _definitions.Keys.Concat(_tags.Keys).Order(StringComparer.Ordinal);

    /// <summary>Reads the names in a folder. Files that cannot be read define nothing.</summary>
    public static TaskRegistry Read(string folder)
    {
        TaskRegistry registry = new(folder);
        EnumerationOptions options = new() { RecurseSubdirectories = true, MaxRecursionDepth = 8 };
        foreach (string path in Directory.EnumerateFiles(folder, "*.yaml", options)
            .Take(MostFiles).Order(StringComparer.Ordinal))
        {
            try
            {
                registry.Add(TaskDefinition.Read(path));
            }
            catch (InvalidInputException)
            {
                // What no group asks for need not be right; what one asks for is named as missing.
            }
        }

        return registry;
    }

    /// <summary>The definition of a task or group; <c>null</c> where no file has the name.</summary>
    public TaskDefinition? Find(string name) => _definitions.GetValueOrDefault(name);

    /// <summary>Names of the tasks with a tag; <c>null</c> where no task has it.</summary>
    public IReadOnlyList<string>? TasksOf(string tag) => _tags.GetValueOrDefault(tag);

    private void Add(TaskDefinition definition)
    {
        if (definition.Mapping.Find(definition.IsGroup ? "group" : "task")?.Content is not string name)
        {
            return;
        }

        _definitions.TryAdd(name, definition);
        YamlValue? tags = definition.IsGroup ? null : definition.Mapping.Find("tag");
        foreach (YamlValue tag in tags is null ? [] : tags.Items ?? [tags])
        {
            if (tag.Content is string label && _tags.TryAdd(label, [name]) is false)
            {
                _tags[label].Add(name);
            }
        }
    }
}
