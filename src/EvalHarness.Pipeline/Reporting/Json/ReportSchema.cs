using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;

namespace EvalHarness.Pipeline.Reporting.Json;

/// <summary>The JSON schema (2020-12) of <c>report.json</c>.</summary>
internal static class ReportSchema
{
    /// <summary>The schema as text that ends with a line feed.</summary>
    public static string Write()
    {
        JsonSchemaExporterOptions options = new()
        {
            TreatNullObliviousAsNonNullable = true,
            TransformSchemaNode = Complete,
        };
        JsonObject types = (JsonObject)ReportJsonContext.Document.ReportDocument.GetJsonSchemaAsNode(options);
        JsonObject schema = new()
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "report.json of EvalHarness",
        };
        foreach ((string key, JsonNode? value) in types)
        {
            schema[key] = value?.DeepClone();
        }

        return schema.ToJsonString(new JsonSerializerOptions(ReportJsonContext.Document.Options)) + "\n";
    }

    private static JsonNode Complete(JsonSchemaExporterContext context, JsonNode schema)
    {
        if (context.PropertyInfo is { IsGetNullable: false }
            && schema is JsonObject typed
            && typed["type"] is JsonArray several)
        {
            // The exporter takes what cannot be set for nullable.
            typed["type"] = several.Select(type => (string)type!).Single(type => type != "null");
        }

        Type type = context.TypeInfo.Type;
        if (type == typeof(double?))
        {
            return new JsonObject { ["type"] = new JsonArray("number", "null") };
        }

        if (type == typeof(FidelityDetails))
        {
            return new JsonObject
            {
                ["description"] = "As the command divergence --json writes it.",
                ["type"] = new JsonArray("object", "null"),
            };
        }

        if (schema is JsonObject described && described["properties"] is JsonObject)
        {
            // Every field is always there, but for those that say nothing in most runs.
            described["required"] = new JsonArray(
            [
                .. context.TypeInfo.Properties
                    .Where(property => property.ShouldSerialize is null)
                    .Select(property => JsonValue.Create(property.Name)),
            ]);
            described["additionalProperties"] = false;
        }

        return schema;
    }
}
