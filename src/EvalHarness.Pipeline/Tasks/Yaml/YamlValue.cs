namespace EvalHarness.Pipeline.Tasks.Yaml;

/// <summary>A value of a YAML file, and where it stands.</summary>
/// <param name="File">The file, as messages name it.</param>
/// <param name="Line">The line on which it begins, from 1.</param>
/// <param name="Content">
/// <c>null</c>, a <see cref="string"/>, <see cref="bool"/>, <see cref="long"/> or <see cref="double"/>, a
/// <see cref="PythonReference"/>, a list of values, or a <see cref="YamlMapping"/>.
/// </param>
internal sealed record YamlValue(string File, int Line, object? Content)
{
    /// <summary>File and line.</summary>
    public string Place => FormattableString.Invariant($"{File}:{Line}");

    /// <summary>The items of a list; <c>null</c> for anything else.</summary>
    public IReadOnlyList<YamlValue>? Items => Content as IReadOnlyList<YamlValue>;

    /// <summary>
    /// The value without places: lists as <c>List&lt;object?&gt;</c>, mappings as
    /// <c>Dictionary&lt;string, object?&gt;</c>, functions by their name.
    /// </summary>
    public object? ToPlain() => Content switch
    {
        IReadOnlyList<YamlValue> items => items.Select(item => item.ToPlain()).ToList(),
        YamlMapping mapping => mapping.ToPlain(),
        PythonReference function => function.Name,
        _ => Content,
    };

    /// <summary>The functions in it, at any depth, by the path of keys that leads to them.</summary>
    public IEnumerable<(string Path, YamlValue Value)> FindFunctions(string path) => Content switch
    {
        PythonReference => [(path, this)],
        IReadOnlyList<YamlValue> items => items.SelectMany(item => item.FindFunctions(path)),
        YamlMapping mapping => mapping.Entries.SelectMany(
            entry => entry.Value.FindFunctions($"{path}.{entry.Key}")),
        _ => [],
    };

    /// <summary>What it is, for messages: <c>"text"</c>, 3, a list.</summary>
    public string Describe() => Content switch
    {
        null => "null",
        string text => $"\"{(text.Length > 60 ? text[..60] + "…" : text)}\"",
        bool flag => flag ? "true" : "false",
        PythonReference function => $"the Python function {function.Name}",
        IReadOnlyList<YamlValue> => "a list",
        YamlMapping => "a mapping",
        _ => FormattableString.Invariant($"{Content}"),
    };
}
