using System.Text.Json;
using EvalHarness.Pipeline.Datasets.Fields;

namespace EvalHarness.Pipeline.Labels;

/// <summary>
/// A task of Label Studio's JSON export: what was shown is in <c>data</c>, each labeller's results in
/// <c>annotations</c>.
/// </summary>
internal static class LabelStudioTask
{
    /// <summary>The labels of a task; one without a grade where it has no annotation.</summary>
    public static IEnumerable<FileLabel> Read(
        string place, IReadOnlyDictionary<string, FieldValue> fields, LabelColumns columns)
    {
        JsonElement data = fields.GetValueOrDefault("data").Json;
        FileLabel item = LabelFileReader.Item(place, name => data.At(name).Text(), columns);
        JsonElement[] annotations =
        [
            .. fields.GetValueOrDefault("annotations").Json.Elements()
                .Where(annotation => annotation.At("was_cancelled").ValueKind != JsonValueKind.True),
        ];
        return annotations.Length == 0
            ? [item]
            : annotations.Select(annotation => Annotation(item, annotation, columns));
    }

    private static FileLabel Annotation(FileLabel item, JsonElement annotation, LabelColumns columns)
    {
        JsonElement[] results = [.. annotation.At("result").Elements()];
        JsonElement by = annotation.At("completed_by");
        return item with
        {
            Labeller = by.ValueKind == JsonValueKind.Object ? by.At("email").Text() ?? by.At("id").Text() : by.Text(),
            Value = results.Where(result => columns.Value is null
                    ? result.At("type").Text() is "choices" or "rating" or "number" or "pairwise"
                    : result.At("from_name").Text() == columns.Value)
                .Select(result => Value(result.At("value")))
                .FirstOrDefault() ?? "",
            Note = results.Where(result => result.At("type").Text() == "textarea"
                    && (columns.Note is null || result.At("from_name").Text() == columns.Note))
                .Select(result => result.At("value").At("text").Text())
                .FirstOrDefault(),
        };
    }

    private static string? Value(JsonElement value) => value.At("choices").Text() ?? value.At("rating").Text()
        ?? value.At("number").Text() ?? value.At("selected").Text() switch
        {
            "left" => "A",
            "right" => "B",
            var other => other,
        };
}
