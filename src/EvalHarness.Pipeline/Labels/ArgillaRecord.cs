using System.Text.Json;
using EvalHarness.Pipeline.Datasets.Fields;

namespace EvalHarness.Pipeline.Labels;

/// <summary>
/// A record of Argilla: what was shown is in <c>fields</c> and <c>metadata</c>, answers in <c>responses</c>, by
/// question
/// (version 2) or by labeller (version 1).
/// </summary>
internal static class ArgillaRecord
{
    private const string Note = "note";

    /// <summary>The labels of a record; one without a grade where it has no submitted response.</summary>
    public static IEnumerable<FileLabel> Read(
        string place, IReadOnlyDictionary<string, FieldValue> fields, LabelColumns columns)
    {
        JsonElement shown = fields.GetValueOrDefault("fields").Json;
        JsonElement metadata = fields.GetValueOrDefault("metadata").Json;
        FileLabel item = LabelFileReader.Item(
            place,
            name => metadata.At(name).Text() ?? shown.At(name).Text()
                ?? (name == "id" ? fields.GetValueOrDefault("id").Text : null),
            columns);
        (string? User, string Question, string? Value)[] answers =
        [
            .. ByQuestion(fields.GetValueOrDefault("responses").Json),
            .. ByLabeller(fields.GetValueOrDefault("responses").Json),
        ];
        string[] notes = columns.Note is null ? [Note] : [columns.Note];
        FileLabel[] labels =
        [
            .. answers.Where(answer => columns.Value is null
                    ? !notes.Contains(answer.Question)
                    : answer.Question == columns.Value)
                .DistinctBy(answer => answer.User)
                .Select(answer => item with
                {
                    Labeller = answer.User,
                    Value = answer.Value ?? "",
                    Note = answers.FirstOrDefault(other =>
                        other.User == answer.User && notes.Contains(other.Question)).Value,
                }),
        ];
        return labels.Length == 0 ? [item] : labels;
    }

    private static IEnumerable<(string? User, string Question, string? Value)> ByQuestion(JsonElement responses) =>
        from question in responses.Properties()
        from answer in question.Value.Elements()
        where answer.At("status").Text() is null or "submitted"
        select (answer.At("user_id").Text(), question.Name, answer.At("value").Text());

    private static IEnumerable<(string? User, string Question, string? Value)> ByLabeller(JsonElement responses) =>
        from response in responses.Elements()
        where response.At("status").Text() is null or "submitted"
        from answer in response.At("values").Properties()
        select (response.At("user_id").Text(), answer.Name, answer.Value.At("value").Text());
}
