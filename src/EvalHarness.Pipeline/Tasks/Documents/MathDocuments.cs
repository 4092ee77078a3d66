using EvalHarness.Metrics.Mathematics;

namespace EvalHarness.Pipeline.Tasks.Documents;

/// <summary>
/// MATH's rows as they are scored: <c>answer</c> is what the last box of <c>solution</c> holds, as it is written there.
/// </summary>
internal static class MathDocuments
{
    /// <summary>Adds the column.</summary>
    public static void Change(Dictionary<string, object?> columns) =>
        columns["answer"] = MathAnswer.FindBoxed(columns.Text("solution"))
            ?? throw new FormatException("the column \"solution\" holds no \\boxed answer");
}
