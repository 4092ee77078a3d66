using System.Globalization;
using System.Text;
using System.Text.Json;
using EvalHarness.Pipeline.Files;

namespace EvalHarness.Pipeline.FileScoring;

/// <summary>Reads a file of multiple-choice documents and collects what is wrong with it.</summary>
internal static class ChoiceRowReader
{
    private const int MostMistakes = 20;

    private static readonly JsonDocumentOptions s_options = new() { AllowDuplicateProperties = false };

    /// <summary>
    /// Reads rows <c>{"id", "choices": […], "gold": index | [index…], "loglikelihoods": […], "unconditional"?: […],
    /// "is_greedy"?: […]}</c>.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="needsIds">Every row must have an id.</param>
    /// <param name="cancellationToken">Cancels between rows.</param>
    /// <exception cref="InvalidInputException">Names the first 20 mistakes with their lines.</exception>
    public static IReadOnlyList<ChoiceRow> Read(string path, bool needsIds, CancellationToken cancellationToken)
    {
        using LineReader lines = new(path);
        List<ChoiceRow> rows = [];
        List<InputError> mistakes = [];
        IdTable ids = new();
        while (mistakes.Count < MostMistakes && lines.TryRead(out ReadOnlySpan<byte> line))
        {
            cancellationToken.ThrowIfCancellationRequested();
            int known = mistakes.Count;
            string place = lines.Place;
            ChoiceRow? row = ReadRow(line, lines.LineNumber, (actual, expected) =>
                mistakes.Add(new(place, actual, expected)));
            if (row is null || mistakes.Count > known)
            {
                continue;
            }

            if (!row.HasId && needsIds)
            {
                mistakes.Add(new(place, "no \"id\"", "an id, by which the files are paired"));
            }
            else if (row.HasId && ids.Add(Encoding.UTF8.GetBytes(row.Id), lines.LineNumber) is { } first)
            {
                mistakes.Add(new(
                    place, FormattableString.Invariant($"duplicate id {row.Id}, first used on line {first}"),
                    "a unique id"));
            }

            rows.Add(row);
        }

        return mistakes.Count > 0 ? throw new InvalidInputException(mistakes)
            : rows.Count > 0 ? rows
            : throw new InvalidInputException(path, "no rows", "at least one JSON object");
    }

    private static ChoiceRow? ReadRow(ReadOnlySpan<byte> line, int number, Action<string, string> note)
    {
        JsonElement root;
        try
        {
            root = JsonElement.Parse(line, s_options);
        }
        catch (JsonException problem)
        {
            note(
                problem.BytePositionInLine is { } position
                    ? string.Create(CultureInfo.InvariantCulture, $"malformed JSON at byte {position + 1}")
                    : "malformed JSON, or a key twice",
                "one JSON object per line");
            return null;
        }

        if (root.ValueKind != JsonValueKind.Object)
        {
            note($"{Describe(root)}", "a JSON object");
            return null;
        }

        ChoiceFields fields = new(root, note);
        IReadOnlyList<string> choices = fields.Texts("choices");
        IReadOnlyList<double> sums = fields.Numbers("loglikelihoods", choices.Count) ?? [];
        IReadOnlyList<double>? unconditional = fields.Numbers("unconditional", choices.Count, isOptional: true);
        IReadOnlyList<bool>? greedy = fields.Flags("is_greedy", choices.Count);
        IReadOnlyList<int> golds = fields.Golds("gold", choices, out bool isList);
        string? id = fields.Id();
        return new(
            id ?? number.ToString(CultureInfo.InvariantCulture), id is not null,
            new(choices, golds, sums, greedy, unconditional) { HasSeveralGolds = isList });
    }

    /// <summary>What a value is, for a message.</summary>
    internal static string Describe(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => $"the number {value.GetRawText()}",
        JsonValueKind.Null => "null",
        _ => "a truth value",
    };
}
