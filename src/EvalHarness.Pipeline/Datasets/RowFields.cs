using System.Text.Json;
using EvalHarness.Pipeline.Datasets.Fields;

namespace EvalHarness.Pipeline.Datasets;

/// <summary>The fields of one row with typed access; what is wrong is noted, and read as absent.</summary>
internal sealed class RowFields(DatasetFile file, DatasetRow row)
{
    private readonly List<InputError> _mistakes = [];

    /// <summary>What was wrong so far.</summary>
    public IReadOnlyList<InputError> Mistakes => _mistakes;

    /// <summary>Every field that is a text, a number or a truth value.</summary>
    public IReadOnlyDictionary<string, string> Scalars { get; } = new ScalarFields(row.Fields);

    /// <summary>A text by its mapped name, which must exist, or by its usual one, which may not.</summary>
    public string? Text(string? mapped, string usual)
    {
        string name = mapped ?? usual;
        if (FieldPath.Find(row.Fields, name) is not { } value)
        {
            if (mapped is not null)
            {
                Missing(mapped, "the task");
            }

            return null;
        }

        string? text = value.Text;
        if (text is null)
        {
            Wrong(name, value.Json, "a text");
        }

        return text;
    }

    /// <summary>An id that is not empty, by its mapped name or its usual one; <c>null</c> without one.</summary>
    public string? Id(string? mapped)
    {
        string? id = Text(mapped, "id");
        if (id is not null && string.IsNullOrWhiteSpace(id))
        {
            Note("an empty id", "an id", "Remove the field from rows that have none.");
        }

        return id;
    }

    /// <summary>One text or a list of texts by its mapped name, or by the first usual one that exists.</summary>
    /// <param name="mapped">The mapped name; <c>null</c> for the usual ones.</param>
    /// <param name="usual">The usual names; of one and its plural behind it, only one may be there.</param>
    public IReadOnlyList<string> Texts(string? mapped, params ReadOnlySpan<string> usual)
    {
        string? name = mapped;
        for (int i = 0; i < usual.Length && name is null; i++)
        {
            name = row.Fields.ContainsKey(usual[i]) ? usual[i] : null;
            if (name is not null && i + 1 < usual.Length && usual[i + 1].StartsWith(name, StringComparison.Ordinal)
                && row.Fields.ContainsKey(usual[i + 1]))
            {
                Note(
                    $"both \"{name}\" and \"{usual[i + 1]}\"", "one of them",
                    "Or set the task's \"target\" to one of them.");
            }
        }

        if (name is null || FieldPath.Find(row.Fields, name) is not { } value)
        {
            if (mapped is not null)
            {
                Missing(mapped, "the task");
            }

            return [];
        }

        if (value.Text is { } text)
        {
            return [text];
        }

        if (JsonText.ListFrom(value.Json) is { Length: > 0 } texts)
        {
            return texts;
        }

        Wrong(name, value.Json, "a text or a list of at least one text");
        return [];
    }

    /// <summary>
    /// Texts to choose from: a list of at least two, as JSON too where a field is text. By the usual name anything else
    /// is a field of the prompt's.
    /// </summary>
    public IReadOnlyList<string> Choices(string? mapped, string usual)
    {
        if (FieldPath.Find(row.Fields, mapped ?? usual) is not { } value)
        {
            if (mapped is not null)
            {
                Missing(mapped, "the task");
            }

            return [];
        }

        JsonElement json = value.Json;
        if (value.Text is { } text && text.TrimStart().StartsWith('['))
        {
            try
            {
                json = JsonElement.Parse(text);
            }
            catch (JsonException)
            {
                json = default;
            }
        }

        if (JsonText.ListFrom(json) is { Length: >= 2 } choices)
        {
            return choices;
        }

        if (mapped is not null)
        {
            Note($"the field \"{mapped}\" without choices", "a list of at least two texts, as JSON");
        }

        return [];
    }

    /// <summary>A conversation: a list of messages, as JSON in the fields of a delimited file.</summary>
    public IReadOnlyList<SampleMessage> Messages(string name)
    {
        const string Expected = "a list of messages with role and content";
        if (FieldPath.Find(row.Fields, name) is null)
        {
            Note(
                $"no field \"{name}\"", $"{Expected} in that field",
                "Samples that are no conversations need the task's \"prompt\".");
            return [];
        }

        return Structure(name, JsonValueKind.Array, Expected) is { } list
            ? ConversationField.Read(name, list, Note)
            : [];
    }

    /// <summary>Labels: a list, or one text with semicolons between them; none without the usual field.</summary>
    public IReadOnlyList<string> Tags(string? mapped, string usual)
    {
        string name = mapped ?? usual;
        if (FieldPath.Find(row.Fields, name) is not { } value)
        {
            return mapped is null ? [] : Texts(mapped);
        }

        return value.Text is { } text
            ? text.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            : value.Json.ValueKind == JsonValueKind.Array && value.Json.GetArrayLength() == 0 ? []
            : Texts(name);
    }

    /// <summary>Notes when a field is not there as a text.</summary>
    public void Require(string name, string wantedBy)
    {
        if (!Scalars.ContainsKey(name))
        {
            Missing(name, wantedBy);
        }
    }

    /// <summary>The documents of a ranking sample: at least one, every id once.</summary>
    public IReadOnlyList<RankingCandidate> Candidates()
    {
        if (Structure("candidates", JsonValueKind.Array, "a list of {\"id\": …, \"text\": …}") is not { } list)
        {
            return [];
        }

        List<RankingCandidate> candidates = [];
        HashSet<string> ids = [];
        foreach (JsonElement item in list.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Object
                || !item.TryGetProperty("id", out JsonElement id) || JsonText.From(id) is not { Length: > 0 } name
                || !item.TryGetProperty("text", out JsonElement text) || JsonText.From(text) is not { } content)
            {
                Note($"{JsonText.Describe(item)} among the candidates", "{\"id\": …, \"text\": …} for each");
                return [];
            }

            if (!ids.Add(name))
            {
                Note($"duplicate candidate \"{name}\"", "a unique id for every candidate");
            }

            candidates.Add(new(name, content));
        }

        if (candidates.Count == 0)
        {
            Note("no candidates", "at least one candidate");
        }

        return candidates;
    }

    /// <summary>Grades of candidates: whole numbers, for candidates that exist.</summary>
    public IReadOnlyDictionary<string, int> Relevance(IReadOnlyList<RankingCandidate> candidates)
    {
        Dictionary<string, int> grades = new(StringComparer.Ordinal);
        if (Structure("relevance", JsonValueKind.Object, "an object with a grade per candidate") is not { } map)
        {
            return grades;
        }

        string[] ids = [.. candidates.Select(candidate => candidate.Id)];
        foreach (JsonProperty grade in map.EnumerateObject())
        {
            if (grade.Value.ValueKind != JsonValueKind.Number || !grade.Value.TryGetInt32(out int value))
            {
                Note($"the grade {grade.Value.GetRawText()} of \"{grade.Name}\"", "a whole number");
            }
            else if (ids.Length > 0 && !ids.Contains(grade.Name))
            {
                Note(
                    $"a grade of \"{grade.Name}\", which is not a candidate", "the id of a candidate",
                    NearestName.Suggest(grade.Name, ids));
            }
            else
            {
                grades[grade.Name] = value;
            }
        }

        return grades;
    }

    // A delimited file has no lists, and others may have them as text: there a field may hold JSON.
    private JsonElement? Structure(string name, JsonValueKind kind, string expected)
    {
        if (FieldPath.Find(row.Fields, name) is not { } value)
        {
            Missing(name, "a ranking sample");
            return null;
        }

        JsonElement json = value.Json;
        if (value.Text is { } text
            && (json.ValueKind == JsonValueKind.Undefined || text.TrimStart() is ['{' or '[', ..]))
        {
            try
            {
                json = JsonElement.Parse(text);
            }
            catch (JsonException)
            {
                Note($"the field \"{name}\" without JSON", expected);
                return null;
            }
        }

        if (json.ValueKind == kind)
        {
            return json;
        }

        Wrong(name, json, expected);
        return null;
    }

    private void Missing(string name, string wantedBy)
    {
        FieldValue? value = FieldPath.Find(row.Fields, name);
        bool isStructure = value is not null;
        Note(
            isStructure ? $"{JsonText.Describe(value!.Value.Json)} in the field \"{name}\"" : $"no field \"{name}\"",
            isStructure ? $"a text, which {wantedBy} needs" : $"the field \"{name}\", which {wantedBy} needs",
            isStructure ? null : NearestName.Suggest(name, [.. row.Fields.Keys]));
    }

    private void Wrong(string name, JsonElement found, string expected) =>
        Note($"{JsonText.Describe(found)} in the field \"{name}\"", expected);

    private void Note(string found, string expected, string? fix = null) =>
        _mistakes.Add(file.At(row.Line, found, expected, fix));
}
