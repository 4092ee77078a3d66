namespace EvalHarness.Pipeline.Tasks.Documents;

/// <summary>
/// MT-Bench's rows as they are asked in one turn: <c>question</c> is the first turn, and <c>answer</c> its reference,
/// or nothing where there is none.
/// </summary>
internal static class MtBenchDocuments
{
    /// <summary>Adds the columns.</summary>
    public static void Change(Dictionary<string, object?> columns)
    {
        columns["question"] = columns.Texts("turns") is [var first, ..]
            ? first : throw new FormatException("the column \"turns\" holds no turn");
        columns["answer"] = columns.GetValueOrDefault("reference") is IReadOnlyList<object?> { Count: > 0 }
            ? columns.Texts("reference")[0] : "";
    }
}
