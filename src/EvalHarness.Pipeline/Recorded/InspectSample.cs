using System.Text.Json;
using EvalHarness.Pipeline.Tasks;

namespace EvalHarness.Pipeline.Recorded;

/// <summary>A sample of Inspect's log: one epoch of one sample, with its output and scores.</summary>
/// <param name="sample">The object.</param>
/// <param name="place">Where it stands, for messages.</param>
internal sealed class InspectSample(JsonElement sample, string place)
{
    private const string Attachment = "attachment://";

    // What its scorers write, and what its accuracy counts them as.
    private static readonly Dictionary<string, double> s_grades = new(StringComparer.Ordinal)
    {
        ["C"] = 1,
        ["P"] = 0.5,
        ["I"] = 0,
        ["N"] = 0,
    };

    private readonly RecordedFields _fields = new(place);

    /// <summary>The row of the sample.</summary>
    /// <exception cref="InvalidInputException">It is none.</exception>
    public RecordedRow Parse()
    {
        string id = _fields.RequireId(sample, "id");
        int epoch = _fields.Require(sample, "epoch", JsonValueKind.Number).TryGetInt32(out int number) && number > 0
            ? number : throw _fields.Wrong("\"epoch\" that is no whole number above 0", "an epoch, from 1");
        JsonElement target = _fields.Require(sample, "target", JsonValueKind.String, JsonValueKind.Array);
        IReadOnlyList<SampleMessage> asked = Asked();
        Sample read = new()
        {
            Id = id,
            Input = asked.LastOrDefault(message => message.Role == "user")?.Content ?? "",
            Messages = asked,
            Targets = Texts(target),
            Choices = RecordedFields.Find(sample, "choices") is { ValueKind: JsonValueKind.Array } choices
                ? Texts(choices) : [],
        };
        return new()
        {
            Place = place,
            Sample = read with { Fields = FieldsOf(read) },
            Question = new(
                RecordedQuestion.HashOf(asked.SelectMany(message => new[] { message.Role, message.Content })),
                RecordedQuestion.HashOf(target),
                RecordedQuestion.HashOf(
                    RecordedFields.Find(sample, "input"), RecordedFields.Find(sample, "choices"))),
            Kind = TaskOutputType.GenerateUntil,
            FirstRepeat = epoch - 1,
            Outputs = [Output()],
            Scores = Scores(),
        };
    }

    // What a solver made of the input is what was asked: the conversation up to the model's first turn.
    private List<SampleMessage> Asked()
    {
        JsonElement input = _fields.Require(sample, "input", JsonValueKind.String, JsonValueKind.Array);
        JsonElement? messages = RecordedFields.Find(sample, "messages");
        List<SampleMessage> asked =
        [
            .. (messages is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray()
                    : Enumerable.Empty<JsonElement>())
                .TakeWhile(message => RoleOf(message) != "assistant"
                    || RecordedFields.Find(message, "source")?.ToString() == "input")
                .Select(message => new SampleMessage(RoleOf(message), ContentOf(message, "text"))),
        ];
        return asked.Exists(message => message.Role == "user") ? asked
            : input.ValueKind == JsonValueKind.String ? [new("user", Resolve(input.GetString()!))]
            : [.. input.EnumerateArray().Select(message => new SampleMessage(
                RoleOf(message), ContentOf(message, "text")))];
    }

    private static string RoleOf(JsonElement message) => RecordedFields.Find(message, "role")?.ToString() ?? "";

    private ModelOutput Output()
    {
        if (RecordedFields.Find(sample, "error") is { } error)
        {
            string reason = RecordedFields.Find(error, "message")?.ToString() ?? "the sample ended in an error";
            return new() { SampleId = "", Error = new("generate", reason) };
        }

        JsonElement output = _fields.Require(sample, "output", JsonValueKind.Object);
        JsonElement? choice = RecordedFields.Find(output, "choices") is
        { ValueKind: JsonValueKind.Array } choices && choices.GetArrayLength() > 0 ? choices[0] : null;
        JsonElement? message = choice is { } first ? RecordedFields.Find(first, "message") : null;
        string reasoning = message is { } said ? ContentOf(said, "reasoning") : "";
        JsonElement? usage = RecordedFields.Find(output, "usage");
        return new()
        {
            SampleId = "",
            Text = RecordedFields.Find(output, "completion") is { ValueKind: JsonValueKind.String } completion
                && completion.GetString() is { Length: > 0 } text ? Resolve(text)
                : message is { } answer ? ContentOf(answer, "text") : "",
            Reasoning = reasoning.Length > 0 ? reasoning : null,
            FinishReason = choice is { } ended ? FinishOf(RecordedFields.Find(ended, "stop_reason")?.ToString()) : null,
            Usage = new(TokensOf(usage, "input_tokens"), TokensOf(usage, "output_tokens")),
        };
    }

    private static string? FinishOf(string? reason) => reason switch
    {
        "stop" => "stop",
        "max_tokens" or "model_length" => "length",
        "content_filter" => "content_filter",
        _ => null,
    };

    private static int? TokensOf(JsonElement? usage, string key) =>
        usage is { } counted && RecordedFields.Find(counted, key) is { ValueKind: JsonValueKind.Number } tokens
        && tokens.TryGetInt32(out int count) ? count : null;

    // A score of several values is one metric for each.
    private Dictionary<string, double> Scores()
    {
        Dictionary<string, double> scores = new(StringComparer.Ordinal);
        if (RecordedFields.Find(sample, "scores") is not { ValueKind: JsonValueKind.Object } given)
        {
            return scores;
        }

        foreach (JsonProperty score in given.EnumerateObject())
        {
            if (RecordedFields.Find(score.Value, "value") is not { } value)
            {
                continue;
            }

            Add(score.Name, value);
            if (value.ValueKind == JsonValueKind.Object)
            {
                foreach (JsonProperty part in value.EnumerateObject())
                {
                    Add($"{score.Name}.{part.Name}", part.Value);
                }
            }
        }

        return scores;

        void Add(string name, JsonElement value)
        {
            if (Grade(value) is { } number)
            {
                scores[name] = number;
            }
        }
    }

    private static double? Grade(JsonElement value) =>
        value.ValueKind != JsonValueKind.String ? RecordedFields.Number(value)
        : s_grades.TryGetValue(value.GetString()!, out double grade) ? grade
        : value.GetString()!.ToLowerInvariant() switch
        {
            "yes" or "true" => 1,
            "no" or "false" => 0,
            _ => RecordedFields.Number(value),
        };

    // A text, or parts of which some are texts: {"type": "text", "text": …}.
    private string ContentOf(JsonElement message, string type) => RecordedFields.Find(message, "content") switch
    {
        { ValueKind: JsonValueKind.String } content => type == "text" ? Resolve(content.GetString()!) : "",
        { ValueKind: JsonValueKind.Array } parts => string.Join('\n', parts.EnumerateArray()
            .Where(part => RecordedFields.Find(part, "type")?.ToString() == type)
            .Select(part => Resolve(RecordedFields.Find(part, type)?.ToString() ?? ""))),
        _ => "",
    };

    // Long texts may be kept apart, under their hash.
    private string Resolve(string text) =>
        text.StartsWith(Attachment, StringComparison.Ordinal)
        && RecordedFields.Find(sample, "attachments") is { } attachments
        && RecordedFields.Find(attachments, text[Attachment.Length..]) is { ValueKind: JsonValueKind.String } kept
            ? kept.GetString()! : text;

    private static string[] Texts(JsonElement value) => value.ValueKind == JsonValueKind.Array
        ? [.. value.EnumerateArray().Select(item => item.ToString())] : [value.ToString()];

    private Dictionary<string, string> FieldsOf(Sample read)
    {
        Dictionary<string, string> fields = new(StringComparer.Ordinal)
        {
            ["input"] = read.Input,
            ["target"] = read.Targets.Count > 0 ? read.Targets[0] : "",
        };
        if (RecordedFields.Find(sample, "metadata") is { ValueKind: JsonValueKind.Object } metadata)
        {
            foreach (JsonProperty field in metadata.EnumerateObject().Where(field =>
                field.Value.ValueKind is JsonValueKind.String or JsonValueKind.Number))
            {
                fields.TryAdd(field.Name, field.Value.ToString());
            }
        }

        return fields;
    }
}
