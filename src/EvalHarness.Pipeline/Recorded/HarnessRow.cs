using System.Globalization;
using System.Text.Json;
using EvalHarness.Metrics.Choices;
using EvalHarness.Pipeline.Tasks;
using EvalHarness.Pipeline.Tasks.Requests;

namespace EvalHarness.Pipeline.Recorded;

/// <summary>
/// A line of lm-evaluation-harness's <c>samples_*.jsonl</c>: one document behind one filter, with every request's raw
/// responses and the metrics of the filtered ones.
/// </summary>
internal static class HarnessRow
{
    // Everything else is a metric, also where the key "metrics" does not say so.
    private static readonly HashSet<string> s_keys = new(StringComparer.Ordinal)
    {
        "doc_id", "doc", "target", "arguments", "resps", "filtered_resps", "filter", "metrics", "doc_hash",
        "prompt_hash", "target_hash",
    };

    /// <summary>The row of an object.</summary>
    /// <param name="row">The object.</param>
    /// <param name="place">Where it stands, for messages.</param>
    /// <exception cref="InvalidInputException">It is no such row.</exception>
    public static RecordedRow Parse(JsonElement row, string place)
    {
        RecordedFields fields = new(place);
        string id = fields.RequireId(row, "doc_id");
        JsonElement document = fields.Require(row, "doc");
        JsonElement target = fields.Require(row, "target");
        HarnessRequests requests = HarnessRequests.Read(row, fields);
        string filter = RecordedFields.Find(row, "filter")?.ToString() ?? "";
        filter = filter == "none" ? "" : filter;
        return new()
        {
            Place = place,
            Sample = SampleOf(id, requests, document, target),
            Question = new(
                RecordedQuestion.HashOf(row.GetProperty("arguments")), RecordedQuestion.HashOf(target),
                RecordedQuestion.HashOf(document)),
            Kind = requests.Kind,
            Filter = filter,
            Outputs = HarnessResponses.Read(row, requests, fields),
            Scores = row.EnumerateObject()
                .Where(member => !s_keys.Contains(member.Name))
                .Select(member => (Name: NameOf(member.Name, filter), Value: RecordedFields.Number(member.Value)))
                .Where(score => score.Value is not null)
                .ToDictionary(score => score.Name, score => score.Value!.Value, StringComparer.Ordinal),
        };
    }

    /// <summary>A metric's name, that of its filter behind it, as in the program's own results.</summary>
    private static string NameOf(string metric, string filter) => filter.Length == 0 ? metric : $"{metric},{filter}";

    private static Sample SampleOf(
        string id, HarnessRequests requests, JsonElement document, JsonElement target)
    {
        bool chooses = requests.Kind == TaskOutputType.MultipleChoice;
        string[] choices = chooses ? ChoicesOf(requests) : [];
        int[] right = chooses && requests.HasOneContext ? RightOf(target, requests, choices) : [];
        bool reads = requests.Kind == TaskOutputType.LogLikelihoodRolling;
        string context = requests.HasOneContext || !chooses ? requests.Contexts[0] : "";
        return new()
        {
            Id = id,
            Input = context,
            Messages = context.Length == 0 || reads ? [] : [new("user", context)],
            Targets = chooses
                ? [.. right.Where(place => place >= 0).Select(place => choices[place])] : TargetsOf(target),
            Choices = choices,
            RightChoices = right,
            HasSeveralRightChoices = IsList(target),
            ScoredTexts = reads ? [new(requests.Contexts[0], "")]
                : [.. requests.Continuations.Zip(requests.Contexts, (text, before) =>
                    new ScoredText(text, before == context ? null : before))],
            Fields = FieldsOf(document, context, target),
        };
    }

    // What is compared by length is the choice without the delimiter before it: a space or a line feed, if any.
    private static string[] ChoicesOf(HarnessRequests requests)
    {
        string[] texts = [.. (requests.HasOneContext ? requests.Continuations : requests.Contexts)
            .Take(requests.Choices)];
        return requests.HasOneContext && texts[0] is [' ' or '\n', ..]
            && Array.TrueForAll(texts, text => text.StartsWith(texts[0][0]))
            ? [.. texts.Select(text => text[1..])] : texts;
    }

    // A text that is one of the choices, or the place of one, or a list of places.
    private static int[] RightOf(JsonElement target, HarnessRequests requests, string[] choices)
    {
        if (IsList(target))
        {
            return [.. ListOf(target).Select(item => item is long place
                ? Index(place, choices.Length) : ChoiceGold.FromText((string)item!, choices))];
        }

        string text = target.ToString();
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long index))
        {
            return [Index(index, choices.Length)];
        }

        int named = Math.Max(
            ChoiceGold.FromText(text, choices),
            ChoiceGold.FromText(text, [.. requests.Continuations.Take(requests.Choices)]));
        return named >= 0 ? [named] : text is "True" or "False" ? [Index(text == "True" ? 1 : 0, choices.Length)] : [];
    }

    private static int Index(long index, int count) =>
        ChoiceGold.FromIndex((int)Math.Clamp(index, int.MinValue, int.MaxValue), count);

    private static string[] TargetsOf(JsonElement target) =>
        ListOf(target) is [string, ..] several ? [.. several.Cast<string>()] : [target.ToString()];

    private static bool IsList(JsonElement target) => ListOf(target).Count > 0;

    // Targets are logged as Python prints them, and before 0.4.3 as JSON: a list of several is told by its brackets.
    private static IReadOnlyList<object?> ListOf(JsonElement target)
    {
        string text = target.ValueKind == JsonValueKind.String ? target.GetString()! : "";
        try
        {
            object? value = target.ValueKind == JsonValueKind.Array ? PlainValue.FromJson(target)
                : text.StartsWith('[') && text.EndsWith(']') ? PythonLiteral.Parse(text) : null;
            return value is IReadOnlyList<object?> list
                && (list.All(item => item is string) || list.All(item => item is long)) ? list : [];
        }
        catch (FormatException)
        {
            return [];
        }
    }

    private static Dictionary<string, string> FieldsOf(JsonElement document, string input, JsonElement target)
    {
        Dictionary<string, string> fields = new(StringComparer.Ordinal)
        {
            ["input"] = input,
            ["target"] = target.ToString(),
        };
        if (document.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty field in document.EnumerateObject().Where(field =>
                field.Value.ValueKind is JsonValueKind.String or JsonValueKind.Number))
            {
                fields.TryAdd(field.Name, field.Value.ToString());
            }
        }

        return fields;
    }
}
