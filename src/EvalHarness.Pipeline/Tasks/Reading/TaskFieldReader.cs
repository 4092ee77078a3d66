using EvalHarness.Pipeline.Tasks.Yaml;

namespace EvalHarness.Pipeline.Tasks.Reading;

/// <summary>Reads how documents are written.</summary>
internal static class TaskFieldReader
{
    /// <summary>The fields of a task.</summary>
    public static TaskFields Read(SettingReader root) => ReadOver(root, new());

    /// <summary>The fields that a mapping sets, over others.</summary>
    public static TaskFields ReadOver(SettingReader root, TaskFields outer) => new()
    {
        Text = Over(root, "doc_to_text", outer.Text),
        Target = Over(root, "doc_to_target", outer.Target),
        Choice = Over(root, "doc_to_choice", outer.Choice),
        AnswerPrefix = Over(root, "gen_prefix", outer.AnswerPrefix),
        TargetDelimiter = root.Text("target_delimiter") ?? outer.TargetDelimiter,
        FewShotDelimiter = root.Text("fewshot_delimiter") ?? outer.FewShotDelimiter,
    };

    /// <summary>A field; <c>null</c> where it is missing.</summary>
    public static TaskField? Field(SettingReader root, string key)
    {
        if (root.Value(key) is not { } value || value.Content is PythonReference)
        {
            return null;
        }

        object? content = value.ToPlain();
        string? expected = (key, content) switch
        {
            (_, string) => null,
            ("doc_to_text", long or bool) => null,
            ("doc_to_target", long or bool or IReadOnlyList<object?>) => null,
            ("doc_to_choice", IReadOnlyList<object?> choices) => choices.All(choice => choice is string)
                ? null : "texts as choices",
            ("doc_to_choice", Dictionary<string, object?> choices) => choices.Values.All(choice => choice is string)
                ? null : "texts as choices",
            ("doc_to_text", _) => "a Jinja template, the name of a column, or a whole number",
            ("doc_to_target", _) => "a Jinja template, the name of a column, a whole number, or a list",
            ("doc_to_choice", _) => "a list of texts, a Jinja template, or the name of a column",
            _ => "a text",
        };
        if (expected is not null)
        {
            root.Mistakes.Add(value, $"{key}: {value.Describe()}", expected, "Put each value in quotes.");
        }

        return new(key, value.Place, content is Dictionary<string, object?> named ? named.Values.ToList() : content);
    }

    // A key with null takes the outer value away.
    private static TaskField? Over(SettingReader root, string key, TaskField? outer) =>
        root.Has(key) ? Field(root, key) : outer;
}
