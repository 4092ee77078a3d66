namespace EvalHarness.Judging;

/// <summary>One judge of one run: how far it can be trusted, what it cost, and its scores set right.</summary>
public sealed record JudgeSummary
{
    /// <summary>Name in the configuration.</summary>
    public required string Name { get; init; }

    /// <summary>The task whose outputs it judges.</summary>
    public required string Task { get; init; }

    /// <summary>Layer from 1.</summary>
    public required int Layer { get; init; }

    /// <summary>Name of the judge's model in the configuration, or the file of its code.</summary>
    public required string Model { get; init; }

    /// <summary>Hash of model, parameters, prompts and examples.</summary>
    public required string JudgeId { get; init; }

    /// <summary>
    /// What its score is: <c>rubric</c>, <c>pairwise</c>, <c>qag</c>, <c>custom</c>, with how it was read off.
    /// </summary>
    public required string Instrument { get; init; }

    /// <summary>Grades of the judge, worst first.</summary>
    public required IReadOnlyList<string> Grades { get; init; }

    /// <summary>Lowest score that passes.</summary>
    public required double PassFrom { get; init; }

    /// <summary>Name of its score among the metrics, <c>task/judge:name</c>.</summary>
    public string Metric => $"{Task}/judge:{Name}";

    /// <summary>Distinct drawn outputs that it judged.</summary>
    public required int Judged { get; init; }

    /// <summary>Of these, outputs without a score.</summary>
    public required int Unscored { get; init; }

    /// <summary>Drawn outputs without an answer, by fault: they have the lowest grade, and no call was made.</summary>
    public IReadOnlyDictionary<ScoreFault, int> WithoutAnswer { get; init; } = new Dictionary<ScoreFault, int>();

    /// <summary>
    /// How labelled texts were drawn: <c>by-class</c>, <c>random</c>, <c>pairs</c>; <c>null</c> without any.
    /// </summary>
    public string? LabelsDrawn { get; init; }

    /// <summary>Agreement with labelled grades; <c>null</c> without any.</summary>
    public JudgeReliability? Reliability { get; init; }

    /// <summary>Krippendorff's α (ordinal) of judge and labelled grades; <c>null</c> where it is not defined.</summary>
    public double? Alpha { get; init; }

    /// <summary>Interval of <see cref="Alpha"/>.</summary>
    public Statistics.Interval? AlphaInterval { get; init; }

    /// <summary>Share of the labelled grades that a judge which passes everything would get right.</summary>
    public Proportion? AlwaysPass { get; init; }

    /// <summary>Pairs whose two orders disagree; <c>null</c> for judges of single outputs.</summary>
    public Proportion? Flips { get; init; }

    /// <summary>Decided orders that the first slot won; ½ without a position bias.</summary>
    public Proportion? FirstSlotWins { get; init; }

    /// <summary>Texts shown against themselves and called equal; <c>null</c> for judges of single outputs.</summary>
    public Proportion? IdenticalTies { get; init; }

    /// <summary>Outputs asked twice that got the same grade; <c>null</c> when none was.</summary>
    public Proportion? RetestSame { get; init; }

    /// <summary>Pairs of lengths more than 10 % apart and of unequal score in which the longer output won.</summary>
    public Proportion? LongerWins { get; init; }

    /// <summary>Bad outputs asking for full marks that got more than the middle grade.</summary>
    public Proportion? CanaryAlarms { get; init; }

    /// <summary>Verdicts that are missing, by reason, over all purposes.</summary>
    public required IReadOnlyDictionary<JudgingFailure, int> Failures { get; init; }

    /// <summary>Abstentions over all purposes.</summary>
    public required int Abstentions { get; init; }

    /// <summary>Calls over all purposes.</summary>
    public required int Calls { get; init; }

    /// <summary>Tokens over all purposes; <c>null</c> where the provider does not say.</summary>
    public long? Tokens { get; init; }

    /// <summary>Cost in US dollars; <c>null</c> without a price.</summary>
    public double? Usd { get; init; }

    /// <summary>Every limit that the judge misses, in words; not empty: gates on its own grades are
    /// inconclusive.</summary>
    public required IReadOnlyList<string> Shortfalls { get; init; }

    /// <summary>Corrected means of the models and differences of the candidates.</summary>
    public required IReadOnlyList<CorrectedScore> Corrected { get; init; }
}
