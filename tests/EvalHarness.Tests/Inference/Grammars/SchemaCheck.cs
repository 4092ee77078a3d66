using System.Text.Json;

namespace EvalHarness.Tests.Inference.Grammars;

/// <summary>Says whether a value is valid against a JSON schema, by the meaning of each keyword.</summary>
internal static class SchemaCheck
{
    /// <summary>Checks a value; <c>null</c> when it is valid, else what is wrong.</summary>
    public static string? Fault(JsonElement value, JsonElement schema, JsonElement root)
    {
        if (schema.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return schema.ValueKind == JsonValueKind.True ? null : "nothing is valid here";
        }

        return schema.EnumerateObject()
            .Select(keyword => Breaks(value, keyword.Name, keyword.Value, schema, root)
                ? $"{value.GetRawText()} breaks {keyword.Name}: {keyword.Value.GetRawText()}"
                : Within(value, keyword.Name, keyword.Value, schema, root))
            .FirstOrDefault(fault => fault is not null);
    }

    private static bool Breaks(
        JsonElement value, string keyword, JsonElement given, JsonElement schema, JsonElement root)
    {
        return keyword switch
        {
            "type" => !Array.Exists(Listed(given), type => IsOfType(value, type.GetString()!)),
            "enum" => !given.EnumerateArray().Any(allowed => JsonElement.DeepEquals(allowed, value)),
            "const" => !JsonElement.DeepEquals(given, value),
            "anyOf" => given.EnumerateArray().All(option => Fault(value, option, root) is not null),
            "minimum" => IsNumber(value) && value.GetDouble() < given.GetDouble(),
            "maximum" => IsNumber(value) && value.GetDouble() > given.GetDouble(),
            "exclusiveMinimum" => IsNumber(value) && value.GetDouble() <= given.GetDouble(),
            "exclusiveMaximum" => IsNumber(value) && value.GetDouble() >= given.GetDouble(),
            "minLength" => IsText(value) && Characters(value) < given.GetInt32(),
            "maxLength" => IsText(value) && Characters(value) > given.GetInt32(),
            "minItems" => IsList(value) && value.GetArrayLength() < given.GetInt32(),
            "maxItems" => IsList(value) && value.GetArrayLength() > given.GetInt32(),
            "required" => IsObject(value)
                && given.EnumerateArray().Any(name => !value.TryGetProperty(name.GetString()!, out _)),
            "additionalProperties" when given.ValueKind == JsonValueKind.False => IsObject(value)
                && value.EnumerateObject().Any(member => !(schema.TryGetProperty("properties", out JsonElement known)
                    && known.TryGetProperty(member.Name, out _))),
            _ => false,
        };
    }

    private static string? Within(
        JsonElement value, string keyword, JsonElement given, JsonElement schema, JsonElement root)
    {
        return keyword switch
        {
            "$ref" => Fault(value, Find(given.GetString()!, root), root),
            "allOf" => given.EnumerateArray()
                .Select(part => Fault(value, part, root)).FirstOrDefault(found => found is not null),
            "items" when IsList(value) => value.EnumerateArray()
                .Select(item => Fault(item, given, root)).FirstOrDefault(found => found is not null),
            "properties" when IsObject(value) => given.EnumerateObject()
                .Where(member => value.TryGetProperty(member.Name, out _))
                .Select(member => Fault(value.GetProperty(member.Name), member.Value, root))
                .FirstOrDefault(found => found is not null),
            "additionalProperties" when IsObject(value) => value.EnumerateObject()
                .Where(member => !(schema.TryGetProperty("properties", out JsonElement known)
                    && known.TryGetProperty(member.Name, out _)))
                .Select(member => Fault(member.Value, given, root)).FirstOrDefault(found => found is not null),
            _ => null,
        };
    }

    private static JsonElement Find(string reference, JsonElement root) => reference.Split('/').Skip(1)
        .Aggregate(root, (element, part) => element.GetProperty(part));

    private static JsonElement[] Listed(JsonElement given) =>
        given.ValueKind == JsonValueKind.Array ? [.. given.EnumerateArray()] : [given];

    private static bool IsOfType(JsonElement value, string type) => type switch
    {
        "null" => value.ValueKind == JsonValueKind.Null,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "number" => IsNumber(value),
        "integer" => IsNumber(value) && double.IsInteger(value.GetDouble()),
        "string" => IsText(value),
        "array" => IsList(value),
        _ => IsObject(value),
    };

    private static int Characters(JsonElement value) => value.GetString()!.EnumerateRunes().Count();

    private static bool IsNumber(JsonElement value) => value.ValueKind == JsonValueKind.Number;

    private static bool IsText(JsonElement value) => value.ValueKind == JsonValueKind.String;

    private static bool IsList(JsonElement value) => value.ValueKind == JsonValueKind.Array;

    private static bool IsObject(JsonElement value) => value.ValueKind == JsonValueKind.Object;
}
