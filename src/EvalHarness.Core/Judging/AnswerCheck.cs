namespace EvalHarness.Judging;

/// <summary>
/// What can be told of an output before any judge is asked. An output without an answer gets the judge's lowest grade
/// and is never shown to it: judges are known to invent a good grade for an empty text.
/// </summary>
public static class AnswerCheck
{
    /// <summary>Why an output has its grade without a judge; <c>null</c> for one that a judge must read.</summary>
    /// <param name="output">A model's output, without error.</param>
    public static ScoreFault? FaultOf(ModelOutput output)
    {
        ArgumentNullException.ThrowIfNull(output);
        return ScoreFaults.For(output)
            ?? (output.FinishReason == ScoreFaults.LengthReason ? ScoreFault.Truncated
                : ScoreFaults.IsBlank(output.Text) ? ScoreFault.Empty
                : null);
    }

    /// <summary>A fault as reports write it.</summary>
    public static string Describe(ScoreFault fault) => fault switch
    {
        ScoreFault.Empty => "the output is empty",
        ScoreFault.Truncated => "the output was truncated at the token limit",
        ScoreFault.Refused => "the model refused",
        ScoreFault.Blocked => "a content filter blocked the output",
        _ => "the output has no answer",
    };
}
