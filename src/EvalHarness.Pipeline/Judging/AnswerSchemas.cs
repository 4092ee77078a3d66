using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using EvalHarness.Judging;

namespace EvalHarness.Pipeline.Judging;

/// <summary>
/// JSON schemas of judges' answers, for endpoints that can hold a model to one. A schema never holds the nonce itself,
/// or the endpoint would write it and not the judge.
/// </summary>
internal static class AnswerSchemas
{
    /// <summary>A grade of the menu, its reasons before it.</summary>
    public static JsonElement Verdict(VerdictMenu menu, bool withReasoning, bool withNonce) => Object(
    [
        ("evidence", List(Object([("quote", Text()), ("source", Text())]))),
        .. withReasoning ? Reasons() : [],
        ("verdict", Grades(menu)),
        ("abstain", new JsonObject { ["type"] = "boolean" }),
        ("abstain_reason", OptionalText()),
        .. withNonce ? Nonce() : [],
    ]).Deserialize<JsonElement>();

    /// <summary>A master judge's decision on the grades of others.</summary>
    public static JsonElement Review(VerdictMenu menu, bool withNonce) => Object(
    [
        .. Reasons(),
        ("evidence", Text()),
        ("action", OneOf("uphold", "overturn", "cannot_decide")),
        ("verdict", Grades(menu)),
        .. withNonce ? Nonce() : [],
    ]).Deserialize<JsonElement>();

    /// <summary>The claims of an output.</summary>
    public static JsonElement Claims(bool withNonce) => Object(
    [
        ("claims", List(Text())),
        .. withNonce ? Nonce() : [],
    ]).Deserialize<JsonElement>();

    /// <summary>Yes, no or idk for every claim, and which main points of the source the claims tell.</summary>
    public static JsonElement ClaimAnswers(bool withNonce) => Object(
    [
        ("answers", List(Object(
        [
            ("claim", Whole()),
            ("quote", OptionalText()),
            ("answer", OneOf("yes", "no", "idk")),
        ]))),
        ("key_points", List(Object([("point", Text()), ("claim", Whole())]))),
        .. withNonce ? Nonce() : [],
    ]).Deserialize<JsonElement>();

    private static (string, JsonObject)[] Reasons() => [("reasoning", Text())];

    private static (string, JsonObject)[] Nonce() => [("nonce", Text())];

    // Strict schemas want every key there and no other.
    private static JsonObject Object((string Key, JsonObject Schema)[] properties) => new()
    {
        ["type"] = "object",
        ["properties"] = new JsonObject(
            properties.Select(property => KeyValuePair.Create<string, JsonNode?>(property.Key, property.Schema))),
        ["required"] = new JsonArray([.. properties.Select(property => JsonValue.Create(property.Key))]),
        ["additionalProperties"] = false,
    };

    private static JsonObject List(JsonObject item) => new() { ["type"] = "array", ["items"] = item };

    private static JsonObject Text() => new() { ["type"] = "string" };

    private static JsonObject Whole() => new() { ["type"] = "integer" };

    private static JsonObject OptionalText() => new() { ["type"] = new JsonArray("string", "null") };

    private static JsonObject OneOf(params string[] values) => new()
    {
        ["type"] = "string",
        ["enum"] = new JsonArray([.. values.Select(value => JsonValue.Create(value))]),
    };

    // Without a grade when the judge abstains.
    private static JsonObject Grades(VerdictMenu menu)
    {
        bool isNumeric = menu.Grades.All(grade =>
            long.TryParse(grade, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _));
        IEnumerable<JsonNode?> grades = menu.Grades.Select(grade => isNumeric
            ? JsonValue.Create(long.Parse(grade, CultureInfo.InvariantCulture))
            : (JsonNode?)JsonValue.Create(grade));
        return new JsonObject
        {
            ["type"] = new JsonArray(isNumeric ? "integer" : "string", "null"),
            ["enum"] = new JsonArray([.. grades, null]),
        };
    }
}
