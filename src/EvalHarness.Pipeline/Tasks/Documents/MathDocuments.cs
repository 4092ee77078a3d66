using EvalHarness.Metrics.Mathematics;

namespace EvalHarness.Pipeline.Tasks.Documents;

/// <summary>
/// MATH's rows as they are asked: <c>boxed</c> is what the last box of <c>solution</c> holds, and <c>answer</c> its
/// normal form.
/// </summary>
internal static class MathDocuments
{
    /// <summary>Adds the columns.</summary>
    public static void Change(Dictionary<string, object?> columns)
    {
        string boxed = MathAnswer.FindBoxed(columns.Text("solution"))
            ?? throw new FormatException("the column \"solution\" holds no \\boxed answer");
        columns["boxed"] = boxed;
        columns["answer"] = MathAnswer.Normalize(boxed);
    }
}
