namespace EvalHarness;

/// <summary>What became of one model's outputs of one task. An output may be counted under several kinds.</summary>
/// <param name="Model">The model.</param>
/// <param name="Task">The task.</param>
/// <param name="Outputs">Samples that the model answered, however badly; errors not among them.</param>
/// <param name="Empty">Without text, thoughts aside, whether the model ended there or the token limit did.</param>
/// <param name="Truncated">Cut off at the token limit: while thinking, or in an answer, which is then scored.</param>
/// <param name="Refused">The model refused to answer.</param>
/// <param name="Blocked">Withheld by a content filter.</param>
/// <param name="InvalidFormat">Without the form that some metric of the task reads.</param>
/// <param name="Errors">Calls that failed, so that there is no output.</param>
public sealed record OutputCounts(
    string Model,
    string Task,
    int Outputs = 0,
    int Empty = 0,
    int Truncated = 0,
    int Refused = 0,
    int Blocked = 0,
    int InvalidFormat = 0,
    int Errors = 0)
{
    /// <summary>Every call gave a whole answer of the right form.</summary>
    public bool AreAllAnswers => Empty + Truncated + Refused + Blocked + InvalidFormat + Errors == 0;

    /// <summary>These counts and one more output.</summary>
    /// <param name="output">The output.</param>
    /// <param name="scores">Its scores.</param>
    public OutputCounts Add(ModelOutput output, IReadOnlyList<Score> scores)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(scores);
        ScoreFault? fault = ScoreFaults.For(output);
        return fault == ScoreFault.Transport ? this with { Errors = Errors + 1 } : this with
        {
            Outputs = Outputs + 1,
            Empty = Empty + One(fault is ScoreFault.Empty or ScoreFault.Truncated),
            Truncated = Truncated + One(output.FinishReason == ScoreFaults.LengthReason),
            Refused = Refused + One(fault == ScoreFault.Refused),
            Blocked = Blocked + One(fault == ScoreFault.Blocked),
            InvalidFormat = InvalidFormat + One(scores.Any(score => score.Fault == ScoreFault.InvalidFormat)),
        };
    }

    private static int One(bool counts) => counts ? 1 : 0;
}
