using EvalHarness.Judging;
using EvalHarness.Pipeline.Judging;

namespace EvalHarness.Pipeline.Labels;

/// <summary>An output without its text.</summary>
/// <param name="Key">Equal keys mean equal texts.</param>
/// <param name="Length">Characters.</param>
/// <param name="IsFaulty">It has the lowest grade without anybody reading it.</param>
internal sealed record LabelledText(string Key, int Length, bool IsFaulty)
{
    /// <summary>A model's output of a sample; <c>null</c> when it gave none.</summary>
    public static LabelledText? Of(StoredOutputs stored, string model) =>
        stored.Outputs.TryGetValue(model, out ModelOutput? output)
            ? new(OutputKey.From(output.Text), output.Text.Length, AnswerCheck.FaultOf(output) is not null)
            : null;
}
