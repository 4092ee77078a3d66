using EvalHarness.Statistics;

namespace EvalHarness.Pipeline.Tasks.Documents;

/// <summary>
/// GPQA's rows as they are asked: <c>choices</c> are the four answers, cleaned and in an order that Python's generator
/// shuffles, one document after the other; <c>gold</c> is the place of the right one, from 0.
/// </summary>
internal sealed class GpqaDocuments
{
    private const long Seed = 42;

    private readonly PythonRandom _random = new(Seed);

    /// <summary>Adds the columns of the next document.</summary>
    public void Change(Dictionary<string, object?> columns)
    {
        string right = Clean(columns, "Correct Answer");
        string[] choices =
        [
            Clean(columns, "Incorrect Answer 1"), Clean(columns, "Incorrect Answer 2"),
            Clean(columns, "Incorrect Answer 3"), right,
        ];
        _random.Shuffle(choices.AsSpan());
        columns["choices"] = choices.ToList();
        columns["gold"] = (long)Array.IndexOf(choices, right);
    }

    private static string Clean(Dictionary<string, object?> columns, string name) =>
        columns.TryGetValue(name, out object? value) && value is null ? " "
        : columns.Text(name).Trim()
            .Replace(" [title]", ". ", StringComparison.Ordinal).Replace("  ", " ", StringComparison.Ordinal);
}
