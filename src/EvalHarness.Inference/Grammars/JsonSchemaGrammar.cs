using System.Text.Json;

namespace EvalHarness.Inference.Grammars;

/// <summary>
/// Writes a JSON schema as a grammar: every text that follows the grammar is valid against the schema.
/// </summary>
/// <remarks>
/// The grammar may allow less than the schema: members come in the order of the schema, others than those it names are
/// left out, and numbers, white space and nesting have limits. What it cannot promise is refused by name.
/// </remarks>
internal sealed class JsonSchemaGrammar
{
    /// <summary>Lists and objects within one another, so that readers of JSON take the text.</summary>
    private const int DeepestValue = 32;

    private const int MostSchemas = 20_000;

    private readonly JsonElement _root;
    private readonly Dictionary<(string Reference, int Depth), GrammarNode?> _references = [];
    private int _schemas;

    private JsonSchemaGrammar(JsonElement root) => _root = root;

    /// <summary>The grammar of a schema's values, with white space before them.</summary>
    /// <exception cref="UnsupportedSchemaException">The schema asks for what no grammar can promise.</exception>
    public static GrammarNode Compile(JsonElement schema)
    {
        GrammarNode value = new JsonSchemaGrammar(schema).Value(schema, "$", depth: 0);
        return value.IsImpossible
            ? throw new UnsupportedSchemaException("$", "no value that could be written")
            : new InOrder([JsonText.Space, value]);
    }

    private GrammarNode Value(JsonElement schema, string place, int depth)
    {
        if (++_schemas > MostSchemas)
        {
            throw new UnsupportedSchemaException(place, "too many schemas within one another");
        }

        switch (schema.ValueKind)
        {
            case JsonValueKind.True:
                return JsonText.Any;
            case JsonValueKind.False:
                return new EitherOf();
            case not JsonValueKind.Object:
                throw new UnsupportedSchemaException(place, "no schema");
        }

        SchemaKeywords keywords = new(schema, place);
        if (keywords.Find("$ref", JsonValueKind.String) is { } reference)
        {
            keywords.RequireAlone("$ref");
            return Reference(reference.GetString()!, place, depth);
        }

        if ((keywords.Find("enum", JsonValueKind.Array) ?? keywords.Find("const")) is { } listed)
        {
            return Listed(keywords, listed);
        }

        if (keywords.FindAny("anyOf", "allOf") is { } combined)
        {
            return Combined(keywords, combined, depth);
        }

        return new EitherOf([.. keywords.Types().Select(type => OfType(keywords, type, depth))]);
    }

    private GrammarNode OfType(SchemaKeywords keywords, string type, int depth) => type switch
    {
        "null" => InOrder.Literal("null"),
        "boolean" => new EitherOf(InOrder.Literal("true"), InOrder.Literal("false")),
        "string" => Text(keywords),
        "integer" or "number" => Number(keywords, type),
        "array" => depth == DeepestValue ? new EitherOf() : List(keywords, depth + 1),
        "object" => depth == DeepestValue ? new EitherOf() : Object(keywords, depth + 1),
        _ => throw new UnsupportedSchemaException(keywords.Place + ".type", $"the type \"{type}\""),
    };

    private static GrammarNode Text(SchemaKeywords keywords) =>
        JsonText.Text(keywords.Count("minLength") ?? 0, keywords.Count("maxLength"));

    private static GrammarNode Number(SchemaKeywords keywords, string type)
    {
        if (!keywords.HasBounds)
        {
            return type == "number" ? JsonText.Number : NumberRange.Whole(-NumberRange.Largest, NumberRange.Largest);
        }

        (long least, long most) = keywords.Bounds();
        GrammarNode range = type == "number" ? NumberRange.Any(least, most) : NumberRange.Whole(least, most);
        return range.IsImpossible
            ? throw new UnsupportedSchemaException(keywords.Place, "bounds with no whole number between them")
            : range;
    }

    private GrammarNode List(SchemaKeywords keywords, int depth)
    {
        GrammarNode item = keywords.Find("items") is { } items
            ? Value(items, keywords.Place + ".items", depth)
            : JsonText.Any;
        return JsonText.List(item, keywords.Count("minItems") ?? 0, keywords.Count("maxItems"));
    }

    private GrammarNode Object(SchemaKeywords keywords, int depth)
    {
        string[] required = keywords.Required();
        JsonProperty[] properties =
            keywords.Find("properties", JsonValueKind.Object) is not { } found ? []
            : [.. found.EnumerateObject().GroupBy(property => property.Name).Select(same => same.Last())];
        JsonElement? others = keywords.Find("additionalProperties");
        GrammarNode Other() => others is { } schema
            ? Value(schema, keywords.Place + ".additionalProperties", depth)
            : JsonText.Any;
        List<(string, GrammarNode, bool)> members =
        [
            .. properties.Select(property => (
                property.Name,
                Value(property.Value, $"{keywords.Place}.properties.{property.Name}", depth),
                required.Contains(property.Name, StringComparer.Ordinal))),
            .. required.Except(properties.Select(property => property.Name), StringComparer.Ordinal)
                .Select(name => (name, Other(), true)),
        ];
        return members.Count > 0 || Other() is not { IsImpossible: false } other
            ? JsonText.Object(members)
            : JsonText.Map(other);
    }

    private EitherOf Listed(SchemaKeywords keywords, JsonElement listed)
    {
        keywords.RequireAlone("enum", "const", "type");
        if (keywords.Find("enum") is not null && keywords.Find("const") is not null)
        {
            throw new UnsupportedSchemaException(keywords.Place, "\"enum\" beside \"const\"");
        }

        JsonElement[] values = keywords.Find("enum") is null ? [listed] : [.. listed.EnumerateArray()];
        if ((_schemas += values.Length) > MostSchemas)
        {
            throw new UnsupportedSchemaException(keywords.Place, "too many values");
        }

        return new EitherOf([.. values
            .Where(value => keywords.Types().Any(type => SchemaKeywords.IsOfType(value, type)))
            .Select(JsonText.Literal)]);
    }

    private EitherOf Combined(SchemaKeywords keywords, string keyword, int depth)
    {
        keywords.RequireAlone(keyword);
        JsonElement[] schemas = [.. keywords.Find(keyword, JsonValueKind.Array)!.Value.EnumerateArray()];
        if (keyword == "allOf" && schemas.Length != 1)
        {
            throw new UnsupportedSchemaException(keywords.Place, "\"allOf\" of several schemas");
        }

        return new EitherOf([.. schemas.Select((schema, i) =>
            Value(schema, FormattableString.Invariant($"{keywords.Place}.{keyword}[{i}]"), depth))]);
    }

    // A schema that refers to itself is written anew for each level of the value, and not beyond the deepest.
    private GrammarNode Reference(string reference, string place, int depth)
    {
        if (_references.TryGetValue((reference, depth), out GrammarNode? known))
        {
            return known ?? throw new UnsupportedSchemaException(place, $"a \"$ref\" that leads back to itself");
        }

        _references[(reference, depth)] = null;
        GrammarNode target = Value(Resolve(reference, place), reference, depth);
        _references[(reference, depth)] = target;
        return target;
    }

    private JsonElement Resolve(string reference, string place)
    {
        JsonElement target = _root;
        if (reference != "#" && !reference.StartsWith("#/", StringComparison.Ordinal))
        {
            throw new UnsupportedSchemaException(place, $"the \"$ref\" \"{reference}\" to another document");
        }

        foreach (string part in reference.Split('/').Skip(1)
            .Select(part => Uri.UnescapeDataString(part).Replace("~1", "/").Replace("~0", "~")))
        {
            bool isThere = target.ValueKind == JsonValueKind.Object && target.TryGetProperty(part, out target);
            if (!isThere)
            {
                throw new UnsupportedSchemaException(place, $"the \"$ref\" \"{reference}\" to nothing");
            }
        }

        return target;
    }
}
