namespace EvalHarness.Pipeline.Tasks.Documents;

/// <summary>
/// DROP's rows as they are scored: <c>right_answers</c> are the distinct answers, the first one that of the dataset;
/// each is the list of its texts: a number, spans, or a date.
/// </summary>
internal static class DropDocuments
{
    private const string Validated = "validated_answers";

    /// <summary>Adds the column.</summary>
    public static void Change(Dictionary<string, object?> columns)
    {
        List<List<string>> answers = [TextsOf(columns.Map("answer"))];
        Dictionary<string, object?> others = columns.Map(Validated);
        (IReadOnlyList<object?> numbers, IReadOnlyList<object?> dates, IReadOnlyList<object?> spans) =
            (others.List("number"), others.List("date"), others.List("spans"));
        if (dates.Count != numbers.Count || spans.Count != numbers.Count)
        {
            throw new FormatException($"the lists in the column \"{Validated}\" have different lengths");
        }

        foreach ((int i, object? number) in numbers.Index())
        {
            List<string> answer = TextsOf(new() { ["number"] = number, ["date"] = dates[i], ["spans"] = spans[i] });
            if (!answers.Exists(known => known.SequenceEqual(answer, StringComparer.Ordinal)))
            {
                answers.Add(answer);
            }
        }

        columns["right_answers"] = answers;
    }

    private static List<string> TextsOf(Dictionary<string, object?> answer)
    {
        if (answer.Text("number") is { Length: > 0 } number)
        {
            return [number];
        }

        if (answer.Texts("spans") is { Count: > 0 } spans)
        {
            return [.. spans];
        }

        Dictionary<string, object?> date = answer.Map("date");
        return [string.Join(' ', date.Text("day"), date.Text("month"), date.Text("year")).Trim()];
    }
}
