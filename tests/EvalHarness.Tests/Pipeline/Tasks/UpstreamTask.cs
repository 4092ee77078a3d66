using System.Text.Json;

namespace EvalHarness.Tests.Pipeline.Tasks;

/// <summary>The settings of a task as JSON, which is YAML as well.</summary>
internal static class UpstreamTask
{
    private static readonly string[] s_notes = ["upstream_yaml", "process_docs", "process_results"];

    /// <summary>A task file of settings, Python functions replaced by what is built in.</summary>
    public static string ToYaml(JsonElement settings)
    {
        List<string> lines = [];
        foreach (JsonProperty setting in settings.EnumerateObject().Where(entry => !s_notes.Contains(entry.Name)))
        {
            string value = setting.Value.GetRawText();
            lines.Add($"{setting.Name}: {(value.StartsWith("\"function ", StringComparison.Ordinal)
                ? Instead(settings, setting.Name) : value)}");
        }

        string name = settings.TryGetProperty("task", out JsonElement task) ? task.GetString()! : "";
        lines.AddRange(name is "hellaswag" or "winogrande" or "wikitext" ? [$"transform: {name}"] : []);
        return string.Join('\n', lines);
    }

    private static string Instead(JsonElement settings, string key) =>
        (settings.GetProperty("task").GetString(), key) switch
        {
            ("winogrande", "doc_to_text") => "gold",
            ("winogrande", "doc_to_target") => "rest",
            ("winogrande", "doc_to_choice") => "contexts",
            ("wikitext", "doc_to_target") => "text",
            _ => throw new InvalidOperationException(key),
        };
}
