using System.Collections;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace EvalHarness.Pipeline.Configuration.Loading;

/// <summary>
/// Turns nodes into records and into canonical JSON. What is wrong is noted and left out, so that one pass finds
/// everything; the result is whole only when nothing was noted.
/// </summary>
internal sealed class ConfigurationBinder(ConfigurationMistakes mistakes, ConfigurationTexts texts)
{
    private static readonly JsonNamingPolicy s_names = JsonNamingPolicy.CamelCase;

    /// <summary>A section's record, and its canonical JSON with defaults filled in.</summary>
    public (object Record, JsonObject Canonical) BindSection(ConfigurationNode node, Type type)
    {
        object record = Activator.CreateInstance(type)!;
        JsonObject canonical = [];
        IReadOnlyList<ConfigurationProperty> properties = ConfigurationProperty.For(type);
        if (node.Kind != JsonValueKind.Object)
        {
            mistakes.Add(node, $"an object with {string.Join(", ", properties.Select(property => property.Key))}");
            return (record, canonical);
        }

        foreach (ConfigurationMember member in node.Members)
        {
            if (properties.All(property => property.Key != member.Key))
            {
                string[] known = [.. properties.Select(property => property.Key)];
                mistakes.Add(
                    member.Value, $"unknown key \"{member.Key}\"", expected: null,
                    NearestName.Suggest(member.Key, known));
            }
        }

        foreach (ConfigurationProperty property in properties)
        {
            if (node[property.Key] is { } value)
            {
                (object? bound, JsonNode? json) = Bind(value, property.Type, property);
                if (bound is not null)
                {
                    property.Property.SetValue(record, bound);
                    canonical[property.Key] = json;
                }
            }
            else if (property.IsRequired)
            {
                mistakes.Add(node, $"no key \"{property.Key}\"", $"\"{property.Key}\": {Describe(property.Type)}");
            }
            else if (CanonicalJson.From(property.Property.GetValue(record)) is { } byDefault)
            {
                canonical[property.Key] = byDefault;
                property.Property.SetValue(record, texts.Default(property, property.Property.GetValue(record)));
            }
        }

        return (record, canonical);
    }

    private static string Describe(Type type) =>
        type == typeof(string) ? "a text"
        : type == typeof(bool) ? "true or false"
        : type == typeof(int) || type == typeof(long) ? "a whole number"
        : type == typeof(double) ? "a number"
        : type.IsEnum ? string.Join(" or ", Enum.GetNames(type).Select(name => $"\"{s_names.ConvertName(name)}\""))
        : ConfigurationProperty.ItemOf(type) is { } item ? $"a list, each item {Describe(item)}"
        : "an object";

    private (object? Value, JsonNode? Canonical) Bind(
        ConfigurationNode node, Type type, ConfigurationProperty property) =>
        ConfigurationProperty.ItemOf(type) is { } item ? BindList(node, item, property)
        : ConfigurationProperty.ValueOf(type) is { } value ? BindMap(node, value, property)
        : type == typeof(JsonObject) ? BindJson(node, property)
        : type == typeof(string) ? texts.Bind(node, property)
        : type == typeof(bool) ? BindFlag(node)
        : type.IsEnum ? BindEnum(node, type)
        : type.IsPrimitive ? BindNumber(node, type, property)
        : BindSection(node, type);

    private (object? Value, JsonNode? Canonical) BindList(
        ConfigurationNode node, Type item, ConfigurationProperty property)
    {
        IList values = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(item))!;
        JsonArray canonical = [];
        if (node.Kind != JsonValueKind.Array)
        {
            mistakes.Add(node, $"a list, each item {Describe(item)}");
            return (null, null);
        }

        foreach (ConfigurationNode entry in node.Items)
        {
            (object? value, JsonNode? json) = Bind(entry, item, property);
            if (value is null && item.IsValueType)
            {
                continue;
            }

            // A wrong item keeps its place, so that later checks still speak of the right index.
            values.Add(value);
            canonical.Add(json);
        }

        CheckLength(node, node.Items.Count, property, "item");
        return (values, canonical);
    }

    private (object? Value, JsonNode? Canonical) BindMap(
        ConfigurationNode node, Type type, ConfigurationProperty property)
    {
        IDictionary values = (IDictionary)Activator.CreateInstance(
            typeof(OrderedDictionary<,>).MakeGenericType(typeof(string), type))!;
        JsonObject canonical = [];
        if (node.Kind != JsonValueKind.Object)
        {
            mistakes.Add(node, "an object with a key per name");
            return (null, null);
        }

        foreach (ConfigurationMember member in node.Members)
        {
            if (member.Key.Length == 0 || !member.Key.All(c =>
                char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' || (c == '*' && property.HasPatternKeys)))
            {
                mistakes.Add(
                    member.Value, $"the name \"{member.Key}\"", "letters, digits, dots, dashes and underscores");
            }

            (object? value, JsonNode? json) = Bind(member.Value, type, property);
            if (value is not null)
            {
                values[member.Key] = value;
                canonical[member.Key] = json;
            }
        }

        CheckLength(node, node.Members.Count, property, "name");
        return (values, canonical);
    }

    // Taken as it is: what it means is the endpoint's to say.
    private (object? Value, JsonNode? Canonical) BindJson(ConfigurationNode node, ConfigurationProperty property)
    {
        if (node.Kind == JsonValueKind.Object)
        {
            return (property.IsFilledIn ? texts.FillIn(node, property) : node.ToJson(), node.ToJson());
        }

        mistakes.Add(node, "an object with any values");
        return (null, null);
    }

    private void CheckLength(ConfigurationNode node, int length, ConfigurationProperty property, string unit)
    {
        if (length < property.MinLength || length > property.MaxLength)
        {
            string count = length == 0 ? "no" : length.ToString(CultureInfo.InvariantCulture);
            mistakes.Add(
                node, $"{count} {unit}{(length == 1 ? "" : "s")}",
                length < property.MinLength ? $"at least {property.MinLength}" : $"at most {property.MaxLength}");
        }
    }

    private (object? Value, JsonNode? Canonical) BindFlag(ConfigurationNode node)
    {
        if (node.Kind is JsonValueKind.True or JsonValueKind.False)
        {
            return (node.Kind == JsonValueKind.True, JsonValue.Create(node.Kind == JsonValueKind.True));
        }

        mistakes.Add(node, "true or false");
        return (null, null);
    }

    private (object? Value, JsonNode? Canonical) BindEnum(ConfigurationNode node, Type type)
    {
        string? name = Enum.GetNames(type).FirstOrDefault(name => s_names.ConvertName(name) == node.Text);
        if (name is not null && node.Kind == JsonValueKind.String)
        {
            return (Enum.Parse(type, name), JsonValue.Create(node.Text));
        }

        mistakes.Add(node, Describe(type));
        return (null, null);
    }

    private (object? Value, JsonNode? Canonical) BindNumber(
        ConfigurationNode node, Type type, ConfigurationProperty property)
    {
        object? value = node.Kind != JsonValueKind.Number ? null
            : type == typeof(double) ? double.Parse(node.Text!, CultureInfo.InvariantCulture)
            : !long.TryParse(node.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole)
                ? null
            : type == typeof(long) ? whole
            : whole is >= int.MinValue and <= int.MaxValue ? (int)whole : null;
        string expected = NumberRange.Describe(property, Describe(type));
        if (value is null or double.PositiveInfinity or double.NegativeInfinity
            || !NumberRange.Contains(property, Convert.ToDouble(value, CultureInfo.InvariantCulture)))
        {
            mistakes.Add(node, expected);
            return (null, null);
        }

        return (value, CanonicalJson.From(value));
    }
}
