using System.Text.Json;

namespace EvalHarness.Pipeline.Datasets;

/// <summary>One row as the file has it.</summary>
/// <param name="Line">Line on which it begins, from 1.</param>
/// <param name="Fields">Fields by name; empty for a bad row.</param>
/// <param name="Mistake">What is wrong with it; <c>null</c> for a good one.</param>
internal sealed record DatasetRow(
    int Line, IReadOnlyDictionary<string, FieldValue> Fields, InputError? Mistake = null)
{
    private static readonly Dictionary<string, FieldValue> s_none = [];

    /// <summary>The row of a JSON dataset as it is, with its nulls; undefined for other rows.</summary>
    public JsonElement Object { get; init; }

    /// <summary>A row that cannot be read.</summary>
    public static DatasetRow Bad(int line, InputError mistake) => new(line, s_none, mistake);
}

/// <summary>A field: a text of a delimited file, or a value of a JSON dataset.</summary>
/// <param name="Text">The text; <c>null</c> for a value of JSON.</param>
/// <param name="Json">The value of JSON; undefined for texts of delimited files.</param>
internal readonly record struct FieldValue(string? Text, JsonElement Json = default)
{
    private readonly string? _text = Text;

    /// <summary>
    /// The text, number or truth value as text, made when it is asked for; <c>null</c> for lists and objects.
    /// </summary>
    public string? Text => _text ?? JsonText.From(Json);

    /// <summary>It is a text, a number or a truth value.</summary>
    public bool IsText => _text is not null
        || Json.ValueKind is JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False;
}
