namespace EvalHarness.Judging;

/// <summary>A person's grade of an output of a run, as it is stored: a verdict of nobody's judge.</summary>
public static class PersonLabel
{
    /// <summary>Id, in place of a judge's, of labels of single outputs.</summary>
    public const string OfOutputs = "people";

    /// <summary>Id, in place of a judge's, of labels that compare a candidate's output with the baseline's.</summary>
    public const string OfPairs = "people-pairs";

    /// <summary>A label.</summary>
    /// <param name="task">The task.</param>
    /// <param name="isPair">The label compares the output with the baseline's.</param>
    /// <param name="sampleId">The sample.</param>
    /// <param name="textKey">Key of the output, by <see cref="OutputKey"/>: whoever wrote it has the label.</param>
    /// <param name="grade">The grade; <c>null</c> when it was withdrawn.</param>
    public static VerdictRow From(string task, bool isPair, string sampleId, string textKey, double? grade) => new()
    {
        Task = task,
        JudgeId = isPair ? OfPairs : OfOutputs,
        Purpose = VerdictPurpose.Person,
        Verdict = new Verdict
        {
            Judge = OfOutputs,
            SampleId = sampleId,
            Model = textKey,
            Score = grade,
            AbstainReason = grade is null ? "withdrawn" : null,
        },
        Known = grade,
        TextKey = textKey,
    };
}
