using EvalHarness.Pipeline.Tasks.Yaml;

namespace EvalHarness.Pipeline.Tasks.Reading;

/// <summary>A mapping of a task file with typed access; what is wrong is noted, and read as absent.</summary>
internal sealed class SettingReader(YamlMapping mapping, TaskMistakes mistakes)
{
    /// <summary>What is wrong is noted here.</summary>
    public TaskMistakes Mistakes => mistakes;

    /// <summary>Notes every key that is not known.</summary>
    public void RequireKnown(IReadOnlyCollection<string> known, string owner)
    {
        foreach ((string key, YamlValue value) in mapping.Entries.Where(entry => !known.Contains(entry.Key)))
        {
            mistakes.Add(value, $"the unknown key \"{key}\" in {owner}", null, NearestName.Suggest(key, known));
        }
    }

    /// <summary>The value of a key; <c>null</c> where it is missing or null.</summary>
    public YamlValue? Value(string key) => mapping.Find(key) is { Content: not null } value ? value : null;

    /// <summary>The key is there, with null or a value.</summary>
    public bool Has(string key) => mapping.Find(key) is not null;

    /// <summary>A text; <c>null</c> where it is missing. Numbers are taken as they are written.</summary>
    public string? Text(string key)
    {
        switch (Value(key))
        {
            case null or { Content: PythonReference }:
                return null;
            case { Content: string text }:
                return text;
            case { Content: long number }:
                return FormattableString.Invariant($"{number}");
            case { } other:
                mistakes.Add(other, $"{key}: {other.Describe()}", "a text", "Put the value in quotes.");
                return null;
        }
    }

    /// <summary>A whole number within bounds; <c>null</c> where it is missing.</summary>
    public int? Integer(string key, int low, int high)
    {
        switch (Value(key))
        {
            case null:
                return null;
            case { Content: long number } when number >= low && number <= high:
                return (int)number;
            case { } other:
                mistakes.Add(
                    other, $"{key}: {other.Describe()}",
                    FormattableString.Invariant($"a whole number from {low} to {high}"));
                return null;
        }
    }

    /// <summary>True or false; <c>null</c> where it is missing.</summary>
    public bool? Flag(string key)
    {
        switch (Value(key))
        {
            case null:
                return null;
            case { Content: bool flag }:
                return flag;
            case { } other:
                mistakes.Add(other, $"{key}: {other.Describe()}", "true or false");
                return null;
        }
    }

    /// <summary>A text or a list of texts; <c>null</c> where it is missing.</summary>
    public IReadOnlyList<string>? Texts(string key)
    {
        if (Value(key) is not { } value)
        {
            return null;
        }

        List<string> texts = [];
        foreach (YamlValue item in value.Items ?? [value])
        {
            if (item.Content is string text)
            {
                texts.Add(text);
            }
            else
            {
                mistakes.Add(
                    item, $"{key}: {item.Describe()}", "a text or a list of texts", "Put each value in quotes.");
            }
        }

        return texts;
    }

    /// <summary>A mapping; <c>null</c> where it is missing.</summary>
    public SettingReader? Mapping(string key)
    {
        switch (Value(key))
        {
            case null:
                return null;
            case { Content: YamlMapping inner }:
                return new(inner, mistakes);
            case { } other:
                mistakes.Add(other, $"{key}: {other.Describe()}", "a mapping");
                return null;
        }
    }

    /// <summary>A list of mappings, each with its value; <c>null</c> where it is missing.</summary>
    public IReadOnlyList<(YamlValue At, SettingReader Fields)>? Mappings(string key)
    {
        if (Value(key) is not { } value)
        {
            return null;
        }

        List<(YamlValue, SettingReader)> entries = [];
        foreach (YamlValue item in value.Items ?? [value])
        {
            if (item.Content is YamlMapping inner)
            {
                entries.Add((item, new(inner, mistakes)));
            }
            else
            {
                mistakes.Add(item, $"{key}: {item.Describe()}", "a list of mappings");
            }
        }

        return entries;
    }

    /// <summary>Every key but those named, as plain values.</summary>
    public IReadOnlyDictionary<string, object?> Rest(params string[] except) => mapping.Entries
        .Where(entry => !except.Contains(entry.Key))
        .ToDictionary(entry => entry.Key, entry => entry.Value.ToPlain(), StringComparer.Ordinal);
}
