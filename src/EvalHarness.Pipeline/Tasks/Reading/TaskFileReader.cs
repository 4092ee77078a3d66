using EvalHarness.Pipeline.Tasks.Yaml;

namespace EvalHarness.Pipeline.Tasks.Reading;

/// <summary>
/// Reads task files of lm-evaluation-harness strictly: whatever cannot be followed is named with its line.
/// </summary>
internal static class TaskFileReader
{
    /// <summary>Reads a task.</summary>
    /// <param name="path">A YAML file; its name need not end in .yaml.</param>
    /// <exception cref="InvalidInputException">Every mistake, with file, line and how to fix it.</exception>
    public static TaskFile ReadTask(string path)
    {
        (YamlMapping mapping, string sha256) = IncludeChain.Read(path);
        return IsGroup(mapping)
            ? throw new InvalidInputException(
                IncludeChain.NameOf(path), "a group of tasks", "one task", "Name the file of a task of the group.")
            : ReadTask(mapping, path, sha256);
    }

    /// <summary>A mapping describes a group of tasks rather than a task.</summary>
    public static bool IsGroup(YamlMapping mapping) =>
        (mapping.Find("group") is not null && mapping.Find("class") is null && mapping.Find("doc_to_text") is null)
        || mapping.Find("task")?.Items is not null;

    /// <summary>Reads a task from its mapping, included files taken in.</summary>
    public static TaskFile ReadTask(YamlMapping mapping, string path, string sha256)
    {
        TaskMistakes mistakes = new();
        SettingReader root = new(mapping, mistakes);
        root.RequireKnown(TaskFileKeys.Task, "a task file");
        string? name = root.Text("task");
        FunctionAdvice.Report(mapping, name, mistakes);
        Refuse(root);
        TaskFile task = Read(root, path, name, sha256);
        mistakes.ThrowIfAny();
        return task;
    }

    private static TaskFile Read(SettingReader root, string path, string? name, string sha256)
    {
        TaskOutputType type = OutputType(root);
        TaskFields fields = TaskFieldReader.Read(root);
        FewShotSettings shots = FewShotReader.Read(root, fields);
        Require(root, path, type, fields);
        (IReadOnlyList<string> until, IReadOnlyDictionary<string, object?> generation) =
            GenerationReader.Read(root, type, fields.FewShotDelimiter);
        return new()
        {
            Path = IncludeChain.NameOf(path),
            Name = name ?? Path.GetFileNameWithoutExtension(path),
            OutputType = type,
            Fields = fields,
            Description = TaskFieldReader.Field(root, "description"),
            FewShot = shots,
            Shots = root.Integer("num_fewshot", 0, 1_000),
            Splits = new(root.Text("training_split"), root.Text("validation_split"), root.Text("test_split")),
            DatasetPath = root.Text("dataset_path"),
            DatasetName = root.Text("dataset_name"),
            DataFiles = DataFiles(root),
            Metrics = MetricReader.ReadMetrics(root),
            Filters = MetricReader.ReadFilters(root),
            Until = until,
            Generation = generation,
            Repeats = root.Integer("repeats", 1, 10_000) ?? 1,
            Transform = Transform(root),
            CountedColumn = root.Text("counted_column"),
            Relevance = TaskFieldReader.Field(root, "doc_to_relevance"),
            Tags = root.Texts("tag") ?? [],
            Sha256 = sha256,
        };
    }

    private static TaskOutputType OutputType(SettingReader root)
    {
        string name = root.Text("output_type") ?? "generate_until";
        if (TaskOutputTypes.Find(name) is { } type)
        {
            return type;
        }

        root.Mistakes.Add(
            root.Value("output_type")!, $"output_type: \"{name}\"", null,
            NearestName.Suggest(name, TaskOutputTypes.Names));
        return TaskOutputType.GenerateUntil;
    }

    private static string? Transform(SettingReader root)
    {
        if (root.Text("transform") is not { } name || BuiltIn.Transforms.Contains(name))
        {
            return root.Text("transform");
        }

        root.Mistakes.Add(
            root.Value("transform")!, $"transform: \"{name}\"", null, NearestName.Suggest(name, BuiltIn.Transforms));
        return null;
    }

    private static void Require(SettingReader root, string path, TaskOutputType type, TaskFields fields)
    {
        List<string> missing = [];
        missing.AddRange(fields.Text is null && !root.Has("doc_to_text") && type != TaskOutputType.LogLikelihoodRolling
            ? ["doc_to_text"] : []);
        missing.AddRange(fields.Target is null && !root.Has("doc_to_target") ? ["doc_to_target"] : []);
        missing.AddRange(
            type == TaskOutputType.MultipleChoice && fields.Choice is null && !root.Has("doc_to_choice")
                ? ["doc_to_choice"] : []);
        foreach (string key in missing)
        {
            root.Mistakes.Add(
                IncludeChain.NameOf(path), $"a {type.NameOf()} task without {key}", null,
                $"Write {key} as a Jinja template or as the name of a column, or include the file that has it.");
        }
    }

    private static void Refuse(SettingReader root)
    {
        foreach (string key in TaskFileKeys.Refused)
        {
            if (root.Value(key) is { Content: not PythonReference } value)
            {
                root.Mistakes.Add(value, $"{key}, which cannot be followed here", null, key switch
                {
                    "use_prompt" => "Write the prompt as doc_to_text and doc_to_target: it is in a Python package.",
                    "doc_to_image" or "doc_to_audio" => "Images and sounds cannot be asked here: remove the key.",
                    _ => "Remove the key: it names Python.",
                });
            }
        }
    }

    private static Dictionary<string, string> DataFiles(SettingReader root)
    {
        Dictionary<string, string> files = new(StringComparer.Ordinal);
        if (root.Mapping("dataset_kwargs") is not { } settings || settings.Value("data_files") is not { } value)
        {
            return files;
        }

        if (value.Content is not YamlMapping splits)
        {
            files["train"] = (value.Items is [{ } only] ? only : value).Content as string ?? "";
            return files;
        }

        foreach ((string split, YamlValue file) in splits.Entries)
        {
            files[split] = (file.Items is [{ } single] ? single : file).Content as string ?? "";
        }

        return files;
    }
}
