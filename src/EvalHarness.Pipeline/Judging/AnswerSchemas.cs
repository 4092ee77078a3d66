using System.Globalization;
using System.Text.Json.Nodes;
using EvalHarness.Judging;

namespace EvalHarness.Pipeline.Judging;

/// <summary>
/// JSON schemas of judges' answers, for models that can be held to one. A schema never holds the nonce itself, or the
/// endpoint would write it and not the judge.
/// </summary>
internal static class AnswerSchemas
{
    /// <summary>A grade of the menu, its reasons before it.</summary>
    public static AnswerSchema Verdict(VerdictMenu menu, bool withReasoning, bool withNonce)
    {
        return AnswerSchema.From(isStrict => isStrict
            ? Form(true, Grades(menu, withNone: true), Flag(), OptionalText(), isAbstention: true)
            : new JsonObject
            {
                // Either a grade, or a reason why there is none.
                ["anyOf"] = new JsonArray(
                    Form(false, Grades(menu, withNone: false), Flag(false), Null(), isAbstention: false),
                    Form(false, Null(), Flag(true), Text(least: 1), isAbstention: true)),
            });

        JsonObject Form(bool isStrict, JsonObject grade, JsonObject flag, JsonObject reason, bool isAbstention) =>
            Object(
            [
                new("evidence", List(Object([new("quote", Text()), new("source", Text())])), isStrict),
                .. withReasoning ? [Reasons()] : Array.Empty<Member>(),
                new("verdict", grade, isStrict || !isAbstention),
                new("abstain", flag, isAbstention),
                new("abstain_reason", reason, isAbstention),
                .. Nonce(withNonce),
            ]);
    }

    /// <summary>A master judge's decision on the grades of others.</summary>
    public static AnswerSchema Review(VerdictMenu menu, bool withNonce) => AnswerSchema.From(isStrict => Object(
    [
        Reasons(),
        new("evidence", Text()),
        new("action", OneOf("uphold", "overturn", "cannot_decide")),
        new("verdict", Grades(menu, withNone: true)),
        .. Nonce(withNonce),
    ]));

    /// <summary>The claims of an output.</summary>
    public static AnswerSchema Claims(bool withNonce) => AnswerSchema.From(isStrict => Object(
    [
        new("claims", List(Text(isStrict ? null : 1))),
        .. Nonce(withNonce),
    ]));

    /// <summary>Yes, no or idk for every claim, and which main points of the source the claims tell.</summary>
    public static AnswerSchema ClaimAnswers(bool withNonce) => AnswerSchema.From(isStrict => Object(
    [
        new("answers", List(Object(
        [
            new("claim", Whole()),
            new("quote", OptionalText(), isStrict),
            new("answer", OneOf("yes", "no", "idk")),
        ]))),
        new("key_points", List(Object([new("point", Text()), new("claim", Whole())])), isStrict),
        .. Nonce(withNonce),
    ]));

    private static Member Reasons() => new("reasoning", Text());

    private static Member[] Nonce(bool isWanted) => isWanted ? [new("nonce", Text())] : [];

    private static JsonObject Object(Member[] members) => new()
    {
        ["type"] = "object",
        ["properties"] = new JsonObject(
            members.Select(member => KeyValuePair.Create<string, JsonNode?>(member.Name, member.Schema))),
        ["required"] = new JsonArray(
            [.. members.Where(member => member.IsRequired).Select(member => JsonValue.Create(member.Name))]),
        ["additionalProperties"] = false,
    };

    private static JsonObject List(JsonObject item) => new() { ["type"] = "array", ["items"] = item };

    private static JsonObject Text(int? least = null) => least is null
        ? new() { ["type"] = "string" }
        : new() { ["type"] = "string", ["minLength"] = least };

    private static JsonObject Null() => new() { ["type"] = "null" };

    private static JsonObject Flag() => new() { ["type"] = "boolean" };

    private static JsonObject Flag(bool value) =>
        new() { ["type"] = "boolean", ["enum"] = new JsonArray(JsonValue.Create(value)) };

    private static JsonObject Whole() => new() { ["type"] = "integer" };

    private static JsonObject OptionalText() => new() { ["type"] = new JsonArray("string", "null") };

    private static JsonObject OneOf(params string[] values) => new()
    {
        ["type"] = "string",
        ["enum"] = new JsonArray([.. values.Select(value => JsonValue.Create(value))]),
    };

    private static JsonObject Grades(VerdictMenu menu, bool withNone)
    {
        bool isNumeric = menu.Grades.All(grade =>
            long.TryParse(grade, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _));
        IEnumerable<JsonNode?> grades = menu.Grades.Select(grade => isNumeric
            ? JsonValue.Create(long.Parse(grade, CultureInfo.InvariantCulture))
            : (JsonNode?)JsonValue.Create(grade));
        string type = isNumeric ? "integer" : "string";
        return new JsonObject
        {
            ["type"] = withNone ? new JsonArray(type, "null") : type,
            ["enum"] = new JsonArray([.. grades, .. withNone ? [null] : Array.Empty<JsonNode?>()]),
        };
    }

    private sealed record Member(string Name, JsonObject Schema, bool IsRequired = true);
}
