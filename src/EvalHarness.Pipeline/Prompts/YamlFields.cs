using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace EvalHarness.Pipeline.Prompts;

/// <summary>A YAML mapping with typed access; what is wrong is noted, and read as absent.</summary>
internal sealed class YamlFields
{
    private readonly YamlMappingNode _node;
    private readonly YamlMistakes _mistakes;
    private readonly Dictionary<string, YamlNode> _fields = [];

    /// <summary>Wraps a mapping.</summary>
    /// <param name="node">The mapping.</param>
    /// <param name="mistakes">Receives what is wrong.</param>
    /// <param name="known">The keys that may occur; <c>null</c> for any.</param>
    public YamlFields(YamlMappingNode node, YamlMistakes mistakes, IReadOnlyCollection<string>? known)
    {
        (_node, _mistakes) = (node, mistakes);
        foreach ((YamlNode key, YamlNode value) in node.Children)
        {
            string name = (key as YamlScalarNode)?.Value ?? "";
            if (known is not null && !known.Contains(name))
            {
                mistakes.Add(
                    key.Start.Line, $"unknown key \"{name}\"", expected: null, NearestName.Suggest(name, known));
            }

            _fields[name] = value;
        }
    }

    /// <summary>Notes a mistake in a field.</summary>
    public void Report(string key, string found, string expected) =>
        _mistakes.Add(_fields.GetValueOrDefault(key, _node).Start.Line, $"{key} is {found}", expected);

    /// <summary>A text; <c>null</c> when absent.</summary>
    public string? Text(string key)
    {
        switch (_fields.GetValueOrDefault(key))
        {
            case null:
                return null;
            case YamlScalarNode { Value: { } value }:
                return value;
            default:
                Report(key, "not a text", $"a text for {key}");
                return null;
        }
    }

    /// <summary>A text that must be there and not be empty; empty after noting that it is not.</summary>
    public string RequiredText(string key)
    {
        string? text = Text(key);
        if (string.IsNullOrWhiteSpace(text) && _fields.GetValueOrDefault(key) is null or YamlScalarNode)
        {
            Report(key, text is null ? "missing" : "empty", $"a text for {key}");
        }

        return text ?? "";
    }

    /// <summary>A number within a range; <c>null</c> when absent.</summary>
    public double? Number(string key, double low, double high)
    {
        if (Text(key) is not { } text)
        {
            return null;
        }

        bool parsed = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number);
        return parsed && number >= low && number <= high
            ? number
            : Absent<double>(key, text, string.Create(CultureInfo.InvariantCulture, $"a number from {low} to {high}"));
    }

    /// <summary>A whole number within a range; <c>null</c> when absent.</summary>
    public long? Integer(string key, long low, long high)
    {
        if (Text(key) is not { } text)
        {
            return null;
        }

        bool parsed = long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number);
        return parsed && number >= low && number <= high
            ? number
            : Absent<long>(
                key, text, string.Create(CultureInfo.InvariantCulture, $"a whole number from {low} to {high}"));
    }

    /// <summary>True or false; <c>null</c> when absent.</summary>
    public bool? Flag(string key) => Text(key) switch
    {
        null => null,
        "true" => true,
        "false" => false,
        string other => Absent<bool>(key, other, "true or false"),
    };

    /// <summary>A list of texts; <c>null</c> when absent.</summary>
    public IReadOnlyList<string>? Texts(string key)
    {
        if (!_fields.TryGetValue(key, out YamlNode? node))
        {
            return null;
        }

        if (node is YamlSequenceNode list && list.All(item => item is YamlScalarNode { Value.Length: > 0 }))
        {
            return [.. list.Cast<YamlScalarNode>().Select(item => item.Value!)];
        }

        Report(key, "not a list of texts", $"a list of non-empty texts for {key}");
        return null;
    }

    /// <summary>A mapping; <c>null</c> when absent.</summary>
    public YamlFields? Mapping(string key, IReadOnlyCollection<string>? known)
    {
        switch (_fields.GetValueOrDefault(key))
        {
            case null:
                return null;
            case YamlMappingNode mapping:
                return new(mapping, _mistakes, known);
            default:
                Report(key, "not a mapping", $"a mapping for {key}");
                return null;
        }
    }

    /// <summary>A list of mappings; empty when absent.</summary>
    public IReadOnlyList<YamlFields> Mappings(string key, IReadOnlyCollection<string> known)
    {
        switch (_fields.GetValueOrDefault(key))
        {
            case null:
                return [];
            case YamlSequenceNode list when list.All(item => item is YamlMappingNode):
                return [.. list.Cast<YamlMappingNode>().Select(item => new YamlFields(item, _mistakes, known))];
            default:
                Report(key, "not a list of mappings", $"a list with {string.Join(", ", known)} in each entry");
                return [];
        }
    }

    private T? Absent<T>(string key, string found, string expected)
        where T : struct
    {
        Report(key, $"\"{found}\"", expected);
        return null;
    }
}
