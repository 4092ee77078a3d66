namespace EvalHarness.Pipeline.Tasks.Documents;

/// <summary>
/// Winogrande's rows as they are asked: <c>contexts</c> are the sentence up to its blank with either option,
/// <c>rest</c> is what follows the blank, and <c>gold</c> the place of the right option, from 0.
/// </summary>
internal static class WinograndeDocuments
{
    /// <summary>Adds the columns.</summary>
    public static void Change(Dictionary<string, object?> columns)
    {
        string sentence = columns.Text("sentence");
        int blank = sentence.IndexOf('_');
        if (blank < 0)
        {
            throw new FormatException("the sentence has no blank (_)");
        }

        columns["contexts"] = new List<string>
        {
            sentence[..blank] + columns.Text("option1"),
            sentence[..blank] + columns.Text("option2"),
        };
        columns["rest"] = sentence[(blank + 1)..].Trim();
        columns["gold"] = columns.Number("answer") - 1;
    }
}
