using System.Text.Json;
using EvalHarness.Pipeline.Tasks.Yaml;

namespace EvalHarness.Pipeline.Tasks.Reading;

/// <summary>Reads <c>fewshot_split</c> and <c>fewshot_config</c>.</summary>
internal static class FewShotReader
{
    /// <summary>The examples of a task.</summary>
    public static FewShotSettings Read(SettingReader root, TaskFields fields)
    {
        string? split = root.Text("fewshot_split");
        if (root.Mapping("fewshot_config") is not { } settings)
        {
            return new() { Split = split, Fields = fields };
        }

        settings.RequireKnown(TaskFileKeys.FewShot, "fewshot_config");
        return new()
        {
            Split = settings.Has("split") ? settings.Text("split") : split,
            Samples = Samples(settings),
            TakesFirst = TakesFirst(settings),
            SameColumn = settings.Text("same_column"),
            Fields = TaskFieldReader.ReadOver(settings, fields),
        };
    }

    private static bool TakesFirst(SettingReader settings)
    {
        string sampler = settings.Text("sampler") ?? "default";
        if (sampler is not ("default" or "first_n"))
        {
            settings.Mistakes.Add(
                settings.Value("sampler")!, $"sampler: \"{sampler}\"", "default or first_n",
                "\"default\" draws examples at random with the seed, \"first_n\" takes the first.");
        }

        return sampler == "first_n";
    }

    private static List<JsonElement>? Samples(SettingReader settings)
    {
        if (settings.Value("samples") is not { } value || value.Content is PythonReference)
        {
            return null;
        }

        if (value.Items is not { } items || items.Any(item => item.Content is not YamlMapping))
        {
            settings.Mistakes.Add(value, $"samples: {value.Describe()}", "a list of mappings, one for each example");
            return null;
        }

        return [.. items.Select(item => PlainValue.ToJson(item.ToPlain()))];
    }
}
