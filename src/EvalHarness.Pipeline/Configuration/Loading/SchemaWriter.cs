using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using EvalHarness.Metrics;
using EvalHarness.Metrics.Retrieval;
using EvalHarness.Pipeline.Tasks.Scoring;

namespace EvalHarness.Pipeline.Configuration.Loading;

/// <summary>
/// Writes the JSON schema (2020-12) of the configuration from its records: types, bounds and defaults from the
/// properties, descriptions from their documentation.
/// </summary>
/// <param name="documentation">The documentation file that the compiler writes beside the assembly.</param>
internal sealed partial class SchemaWriter(XDocument documentation)
{
    private readonly Dictionary<string, string> _summaries = documentation.Descendants("member").ToDictionary(
        member => member.Attribute("name")!.Value,
        member => Spaces().Replace(member.Element("summary")?.Value ?? "", " ").Trim());

    private readonly SortedDictionary<string, JsonNode?> _sections = new(StringComparer.Ordinal);

    /// <summary>The schema as text that ends with a line feed.</summary>
    public string Write()
    {
        JsonObject root = Section(typeof(EvalConfiguration));
        JsonObject schema = new()
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "EvalHarness configuration",
        };
        foreach ((string key, JsonNode? value) in root)
        {
            schema[key] = value?.DeepClone();
        }

        schema["$defs"] = new JsonObject(_sections);
        return CanonicalJson.Write(schema) + "\n";
    }

    private JsonObject Section(Type type)
    {
        object defaults = Activator.CreateInstance(type)!;
        IReadOnlyList<ConfigurationProperty> properties = ConfigurationProperty.For(type);
        JsonObject section = new()
        {
            ["type"] = "object",
            ["description"] = Summary("T:" + type.FullName),
            ["additionalProperties"] = false,
            ["properties"] = new JsonObject(properties.Select(property =>
                KeyValuePair.Create<string, JsonNode?>(property.Key, Property(property, type, defaults)))),
        };
        string[] required = [.. properties.Where(property => property.IsRequired).Select(property => property.Key)];
        if (required.Length > 0)
        {
            section["required"] = CanonicalJson.From(required);
        }

        return section;
    }

    private JsonObject Property(ConfigurationProperty property, Type owner, object defaults)
    {
        JsonObject schema = OfType(property.Type, property);
        schema.Insert(0, "description", Summary($"P:{owner.FullName}.{property.Property.Name}"));
        JsonNode? byDefault = property.IsRequired ? null : CanonicalJson.From(property.Property.GetValue(defaults));
        if (byDefault is not null and not JsonObject)
        {
            schema["default"] = byDefault;
        }

        return schema;
    }

    private JsonObject OfType(Type type, ConfigurationProperty property) =>
        ConfigurationProperty.ItemOf(type) is { } item ? Counted("minItems", "maxItems", property, new()
        {
            ["type"] = "array",
            ["items"] = OfType(item, property),
        })
        : ConfigurationProperty.ValueOf(type) is { } value ? Counted("minProperties", "maxProperties", property, new()
        {
            ["type"] = "object",
            ["propertyNames"] = new JsonObject
            {
                ["pattern"] = property.HasPatternKeys ? "^[A-Za-z0-9._*-]+$" : "^[A-Za-z0-9._-]+$",
            },
            ["additionalProperties"] = OfType(value, property),
        })
        : type == typeof(JsonObject) ? new() { ["type"] = "object" }
        : type == typeof(string) ? Text(property)
        : type == typeof(bool) ? new() { ["type"] = "boolean" }
        : type.IsEnum ? new()
        {
            ["enum"] = CanonicalJson.From(Enum.GetNames(type).Select(JsonNamingPolicy.CamelCase.ConvertName)),
        }
        : type.IsPrimitive ? Number(type, property)
        : Reference(type);

    private JsonObject Reference(Type type)
    {
        string name = JsonNamingPolicy.CamelCase.ConvertName(
            type.Name.Replace("Configuration", "", StringComparison.Ordinal));
        if (!_sections.ContainsKey(name))
        {
            _sections[name] = null;
            _sections[name] = Section(type);
        }

        return new() { ["$ref"] = $"#/$defs/{name}" };
    }

    private static JsonObject Counted(string least, string most, ConfigurationProperty property, JsonObject schema)
    {
        if (property.MinLength is { } low)
        {
            schema[least] = low;
        }

        if (property.MaxLength is { } high)
        {
            schema[most] = high;
        }

        return schema;
    }

    private static JsonObject Text(ConfigurationProperty property)
    {
        if (property.AllowedValues is { } allowed)
        {
            return new() { ["enum"] = CanonicalJson.From(allowed) };
        }

        JsonObject schema = new() { ["type"] = "string", ["minLength"] = 1 };
        if (property.Pattern is { } pattern)
        {
            schema["pattern"] = pattern.Pattern;
        }

        if (property.Property.IsDefined(typeof(MetricNamesAttribute)))
        {
            schema["anyOf"] = new JsonArray(
                new JsonObject { ["enum"] = CanonicalJson.From(MetricCatalog.Entries.Select(entry => entry.Example)) },
                new JsonObject { ["pattern"] = MetricCatalog.NamePattern },
                new JsonObject { ["pattern"] = TaskMetricDefinitions.NamePattern },
                new JsonObject { ["pattern"] = RepeatedMetric.NamePattern },
                new JsonObject { ["pattern"] = RankingOverlap.NamePattern },
                new JsonObject { ["pattern"] = CustomMetricConfiguration.NamePattern });
        }

        return schema;
    }

    private static JsonObject Number(Type type, ConfigurationProperty property)
    {
        JsonObject schema = new() { ["type"] = type == typeof(double) ? "number" : "integer" };
        if (property.Range is { } range)
        {
            schema[range.MinimumIsExclusive ? "exclusiveMinimum" : "minimum"] = CanonicalJson.From(range.Minimum);
            if (!NumberRange.IsOpen(range.Maximum))
            {
                schema["maximum"] = CanonicalJson.From(range.Maximum);
            }
        }

        return schema;
    }

    private string Summary(string member) => _summaries.GetValueOrDefault(member)
        ?? throw new InvalidOperationException($"{member} has no documentation.");

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
