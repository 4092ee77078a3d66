using System.Text.Json;

namespace EvalHarness.Inference.Grammars;

/// <summary>The keywords of one JSON schema; those that no grammar can promise are refused.</summary>
internal sealed class SchemaKeywords
{
    private static readonly string[] s_notes =
    [
        "$schema", "$id", "$anchor", "$comment", "$defs", "definitions", "title", "description", "default", "examples",
        "deprecated", "readOnly", "writeOnly", "format", "contentEncoding", "contentMediaType",
    ];

    private static readonly string[] s_numbers = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"];
    private static readonly string[] s_texts = ["minLength", "maxLength"];
    private static readonly string[] s_lists = ["items", "minItems", "maxItems"];
    private static readonly string[] s_objects = ["properties", "required", "additionalProperties"];
    private static readonly string[] s_others = ["type", "enum", "const", "anyOf", "allOf", "$ref"];

    private static readonly string[] s_types = ["null", "boolean", "integer", "number", "string", "array", "object"];

    private readonly JsonElement _schema;

    /// <summary>Reads the keywords.</summary>
    /// <param name="schema">An object.</param>
    /// <param name="place">Its JSON path.</param>
    /// <exception cref="UnsupportedSchemaException">A keyword is not known.</exception>
    public SchemaKeywords(JsonElement schema, string place)
    {
        (_schema, Place) = (schema, place);
        foreach (JsonProperty property in schema.EnumerateObject())
        {
            if (!s_notes.Concat(s_numbers).Concat(s_texts).Concat(s_lists).Concat(s_objects).Concat(s_others)
                .Contains(property.Name, StringComparer.Ordinal))
            {
                throw new UnsupportedSchemaException(place, $"the keyword \"{property.Name}\"");
            }
        }
    }

    /// <summary>JSON path of the schema.</summary>
    public string Place { get; }

    /// <summary>A number is bounded.</summary>
    public bool HasBounds => s_numbers.Any(keyword => Find(keyword) is not null);

    /// <summary>The value of a keyword; <c>null</c> where it is absent.</summary>
    /// <exception cref="UnsupportedSchemaException">It is of another kind than is asked for.</exception>
    public JsonElement? Find(string keyword, JsonValueKind? kind = null) =>
        !_schema.TryGetProperty(keyword, out JsonElement value) ? null
        : kind is null || value.ValueKind == kind ? value
        : throw new UnsupportedSchemaException($"{Place}.{keyword}", "a value of the wrong kind");

    /// <summary>The first of some keywords that is there.</summary>
    public string? FindAny(params string[] keywords) => Array.Find(keywords, keyword => Find(keyword) is not null);

    /// <summary>A count, such as of items; <c>null</c> where it is absent.</summary>
    public int? Count(string keyword) =>
        Find(keyword, JsonValueKind.Number) is not { } value ? null
        : value.TryGetInt32(out int count) && count >= 0 ? count
        : throw new UnsupportedSchemaException($"{Place}.{keyword}", "no count");

    /// <summary>The whole numbers that the bounds lie between, or on.</summary>
    public (long Least, long Most) Bounds()
    {
        double least = -NumberRange.Largest;
        double most = NumberRange.Largest;
        foreach (string keyword in s_numbers)
        {
            if (Find(keyword, JsonValueKind.Number) is not { } given)
            {
                continue;
            }

            double bound = given.GetDouble();
            (least, most) = keyword switch
            {
                "minimum" => (Math.Max(least, Math.Ceiling(bound)), most),
                "exclusiveMinimum" => (Math.Max(least, Math.Floor(bound) + 1), most),
                "maximum" => (least, Math.Min(most, Math.Floor(bound))),
                _ => (least, Math.Min(most, Math.Ceiling(bound) - 1)),
            };
        }

        return ((long)Math.Min(least, NumberRange.Largest + 1), (long)Math.Max(most, -NumberRange.Largest - 1));
    }

    /// <summary>Members that must be there.</summary>
    public string[] Required() => Find("required", JsonValueKind.Array) is not { } list ? []
        : [.. list.EnumerateArray().Select(name => name.ValueKind == JsonValueKind.String
            ? name.GetString()!
            : throw new UnsupportedSchemaException(Place + ".required", "what is no name"))];

    /// <summary>The types of its values: those that it states, or else those that its keywords are about.</summary>
    public IReadOnlyList<string> Types()
    {
        if (Find("type") is not { } stated)
        {
            return Find("enum") is not null || Find("const") is not null ? s_types
                : HasAny(s_objects) ? ["object"]
                : HasAny(s_lists) ? ["array"]
                : HasBounds ? ["number"]
                : HasAny(s_texts) ? ["string"]
                : [.. s_types.Where(type => type != "integer")];
        }

        JsonElement[] types = stated.ValueKind == JsonValueKind.Array ? [.. stated.EnumerateArray()] : [stated];
        return [.. types.Select(type => type.ValueKind == JsonValueKind.String
            && s_types.Contains(type.GetString(), StringComparer.Ordinal)
                ? type.GetString()!
                : throw new UnsupportedSchemaException(Place + ".type", $"the type {type.GetRawText()}"))];
    }

    /// <summary>Whether a value is of a type.</summary>
    public static bool IsOfType(JsonElement value, string type) => value.ValueKind switch
    {
        JsonValueKind.Null => type == "null",
        JsonValueKind.True or JsonValueKind.False => type == "boolean",
        JsonValueKind.Number => type == "number" || (type == "integer" && double.IsInteger(value.GetDouble())),
        JsonValueKind.String => type == "string",
        JsonValueKind.Array => type == "array",
        _ => type == "object",
    };

    /// <summary>Refuses other keywords beside some, which would have to hold as well.</summary>
    /// <exception cref="UnsupportedSchemaException">There is one.</exception>
    public void RequireAlone(params string[] keywords)
    {
        foreach (JsonProperty property in _schema.EnumerateObject())
        {
            if (!keywords.Concat(s_notes).Contains(property.Name, StringComparer.Ordinal))
            {
                throw new UnsupportedSchemaException(Place, $"\"{property.Name}\" beside \"{keywords[0]}\"");
            }
        }
    }

    private bool HasAny(string[] keywords) => keywords.Any(keyword => Find(keyword) is not null);
}
