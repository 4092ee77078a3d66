namespace EvalHarness.Judging;

/// <summary>One output to be judged.</summary>
/// <param name="SampleId">The sample.</param>
/// <param name="Model">The model that wrote the output; never shown to a judge.</param>
/// <param name="Fields">What the sample gives to judge by: the source, a reference, by name.</param>
/// <param name="Output">The output.</param>
public sealed record JudgingRequest(
    string SampleId, string Model, IReadOnlyDictionary<string, string> Fields, string Output)
{
    /// <summary>
    /// The baseline's output for the same sample, which a pairwise judge compares with <see cref="Output"/>;
    /// <c>null</c> for judges that grade outputs by themselves.
    /// </summary>
    public string? BaselineOutput { get; init; }

    /// <summary>Why the output has its grade without a judge, by <see cref="AnswerCheck"/>, or <c>null</c>.</summary>
    public ScoreFault? Fault { get; init; }

    /// <summary>The same of <see cref="BaselineOutput"/>.</summary>
    public ScoreFault? BaselineFault { get; init; }

    /// <summary>Probability with which the sample was drawn, above 0 and at most 1.</summary>
    public double InclusionProbability { get; init; } = 1;

    /// <summary>
    /// The two outputs of a pair are equal on purpose, and the judge is asked all the same: a sound one calls a tie.
    /// </summary>
    public bool IsControl { get; init; }

    /// <summary>Which repeat of the same question this is, from 0.</summary>
    public int Repeat { get; init; }
}
