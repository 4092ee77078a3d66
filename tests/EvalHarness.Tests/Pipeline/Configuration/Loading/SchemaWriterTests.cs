using System.Text.Json.Nodes;
using System.Xml.Linq;
using EvalHarness.Pipeline.Configuration.Loading;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Pipeline.Configuration.Loading;

public sealed class SchemaWriterTests
{
    [Fact]
    public void TheSchemaAtTheRootIsTheOneThatTheRecordsMake()
    {
        string path = RepositoryRoot.Combine("eval.config.schema.json");
        if (Environment.GetEnvironmentVariable("EVALHARNESS_UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(path, Write());
            return;
        }

        Assert.Equal(File.ReadAllText(path), Write());
    }

    [Fact]
    public void EveryKeyOfEverySectionIsDescribed()
    {
        JsonNode schema = JsonNode.Parse(Write())!;
        JsonObject[] sections =
            [schema.AsObject(), .. schema["$defs"]!.AsObject().Select(section => section.Value!.AsObject())];
        Assert.True(sections.Length > 8);
        Assert.All(sections, section => Assert.All(
            section["properties"]!.AsObject(),
            property => Assert.NotEmpty((string)property.Value!["description"]!)));
        Assert.All(sections, section => Assert.False((bool)section["additionalProperties"]!));
    }

    [Fact]
    public void BoundsDefaultsAndChoicesAreTheRecordsOwn()
    {
        JsonNode schema = JsonNode.Parse(Write())!;
        JsonNode gate = schema["$defs"]!["gate"]!;
        Assert.Equal(["metric", "maxDrop"], gate["required"]!.AsArray().Select(key => (string)key!));
        Assert.Equal(0, (double)gate["properties"]!["maxDrop"]!["exclusiveMinimum"]!);
        Assert.Equal(0.95, (double)gate["properties"]!["confidence"]!["default"]!);
        Assert.Equal(
            ["pointwise", "listwise", "embedding"],
            schema["$defs"]!["task"]!["properties"]!["ranking"]!["enum"]!.AsArray().Select(name => (string)name!));
    }

    private static string Write() => new SchemaWriter(XDocument.Load(
        Path.ChangeExtension(typeof(SchemaWriter).Assembly.Location, ".xml"))).Write();
}
