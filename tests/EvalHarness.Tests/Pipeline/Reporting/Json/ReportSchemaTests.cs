using System.Text.Json;
using System.Text.Json.Nodes;
using EvalHarness.Pipeline.Reporting.Json;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Pipeline.Reporting.Json;

public sealed class ReportSchemaTests
{
    [Fact]
    public void ThePublishedSchemaIsTheOneOfTheWriter()
    {
        string path = RepositoryRoot.Combine("docs", "report.schema.json");
        if (Environment.GetEnvironmentVariable("EVALHARNESS_UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(path, ReportSchema.Write());
        }

        Assert.Equal(File.ReadAllText(path), ReportSchema.Write());
    }

    [Theory]
    [MemberData(nameof(Reports))]
    public async Task AReportIsAsTheSchemaSays(string name)
    {
        JsonNode report = JsonNode.Parse(await Rendered.WithAsync(new JsonReportWriter(), SampleReports.Create(name)))!;
        Assert.Empty(Check(report, JsonNode.Parse(ReportSchema.Write())!, "$"));
    }

    [Fact]
    public async Task AMissingAWrongAndAnUnknownFieldAreNotAsTheSchemaSays()
    {
        JsonObject report = JsonNode.Parse(
            await Rendered.WithAsync(new JsonReportWriter(), SampleReports.Create(SampleReports.Names[0])))!.AsObject();
        report.Remove("decision");
        report["baseline"] = 3;
        report["verdict"] = "ship";
        Assert.Equal(
            ["$.decision is missing", "$.baseline is no string", "$.verdict is unknown"],
            Check(report, JsonNode.Parse(ReportSchema.Write())!, "$"));
    }

    public static TheoryData<string> Reports => [.. SampleReports.Names];

    // The part of JSON Schema that the schema is made of.
    private static IEnumerable<string> Check(JsonNode? value, JsonNode schema, string path)
    {
        if (schema is not JsonObject rules)
        {
            return [];
        }

        string[] types = rules["type"] switch
        {
            JsonArray several => [.. several.Select(type => (string)type!)],
            JsonNode one => [(string)one!],
            null => [],
        };
        if (types.Length > 0 && !types.Any(type => IsA(value, type)))
        {
            return [$"{path} is no {string.Join(" or ", types)}"];
        }

        return value switch
        {
            JsonObject fields => CheckFields(fields, rules, path),
            JsonArray items when rules["items"] is { } item =>
                items.SelectMany((each, i) => Check(each, item, $"{path}[{i}]")),
            _ => [],
        };
    }

    private static IEnumerable<string> CheckFields(JsonObject fields, JsonObject rules, string path) =>
    [
        .. (rules["required"]?.AsArray() ?? []).Select(name => (string)name!)
            .Where(name => !fields.ContainsKey(name)).Select(name => $"{path}.{name} is missing"),
        .. fields.SelectMany(field => CheckField(field.Value, Rule(rules, field.Key), $"{path}.{field.Key}")),
    ];

    private static IEnumerable<string> CheckField(JsonNode? value, JsonNode rule, string path) =>
        rule.GetValueKind() == JsonValueKind.False ? [$"{path} is unknown"] : Check(value, rule, path);

    private static JsonNode Rule(JsonObject rules, string field) =>
        rules["properties"]?[field] ?? rules["additionalProperties"] ?? JsonValue.Create(true);

    private static bool IsA(JsonNode? value, string type) => (type, value?.GetValueKind()) switch
    {
        ("null", null) => true,
        ("string", JsonValueKind.String) => true,
        ("number", JsonValueKind.Number) => true,
        ("integer", JsonValueKind.Number) => long.TryParse(value!.ToJsonString(), out _),
        ("boolean", JsonValueKind.True or JsonValueKind.False) => true,
        ("array", JsonValueKind.Array) => true,
        ("object", JsonValueKind.Object) => true,
        _ => false,
    };
}
