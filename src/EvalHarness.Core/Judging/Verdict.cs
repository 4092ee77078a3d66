namespace EvalHarness.Judging;

/// <summary>
/// What one judge made of one output: a score, an abstention or the reason why there is neither. It is this record from
/// the first reading of an answer to the store and the report: the judge's words are its own, everything around them is
/// written by the harness.
/// </summary>
public sealed record Verdict
{
    /// <summary>Name of the judge.</summary>
    public required string Judge { get; init; }

    /// <summary>Layer of the judge, from 1.</summary>
    public int Layer { get; init; } = 1;

    /// <summary>The sample whose output was judged.</summary>
    public required string SampleId { get; init; }

    /// <summary>The model that wrote the output.</summary>
    public required string Model { get; init; }

    /// <summary>Score of the grade on the judge's menu; <c>null</c> without one, and never 0 for want of one.</summary>
    public double? Score { get; init; }

    /// <summary>Why the output has this score without a judge, by <see cref="AnswerCheck"/>, or <c>null</c>.</summary>
    public ScoreFault? Fault { get; init; }

    /// <summary>Why there is no verdict; <c>null</c> with a score or an abstention.</summary>
    public JudgingFailure? Failure { get; init; }

    /// <summary>What was wrong with the answer, in words; <c>null</c> with a score or an abstention.</summary>
    public string? Message { get; init; }

    /// <summary>The judge's reasons; empty without a verdict.</summary>
    public string Reasoning { get; init; } = "";

    /// <summary>Why the judge abstained; <c>null</c> unless it did.</summary>
    public string? AbstainReason { get; init; }

    /// <summary>Quotations, each found in its source.</summary>
    public IReadOnlyList<Evidence> Evidence { get; init; } = [];

    /// <summary>
    /// Standard deviation of the score, on the score's scale: under the probabilities of a weighted score, or over
    /// repeats; <c>null</c> for a single verdict.
    /// </summary>
    public double? Deviation { get; init; }

    /// <summary>
    /// Probability that a weighted judge gave to grades at all, 0–1; <c>null</c> for judges that do not weigh.
    /// </summary>
    public double? Mass { get; init; }

    /// <summary>
    /// A pairwise judge preferred another output when the sides were swapped, which makes the score a tie;
    /// <c>null</c> when no two orders were judged.
    /// </summary>
    public bool? OrderFlip { get; init; }

    /// <summary>
    /// What a pairwise judge preferred in each order in which it was asked: <c>A</c>, the side shown first, <c>B</c>
    /// or <c>tie</c>. The share of <c>A</c> over that of <c>B</c> is the lift of the first place.
    /// </summary>
    public IReadOnlyList<string> SideWinners { get; init; } = [];

    /// <summary>The output's claims against the source; <c>null</c> for judges that ask no questions.</summary>
    public ClaimTally? Claims { get; init; }

    /// <summary>Probability with which the sample was drawn for judging, above 0 and at most 1.</summary>
    public double InclusionProbability { get; init; } = 1;

    /// <summary>Which repeat of the same question this is, from 0.</summary>
    public int Repeat { get; init; }

    /// <summary>Calls made: 2 when the judge was asked to correct its response.</summary>
    public int Calls { get; init; }

    /// <summary>Tokens and time of all calls together.</summary>
    public OutputUsage Usage { get; init; } = new();

    /// <summary>The judge's last answer, letter for letter; empty when none arrived.</summary>
    public string RawText { get; init; } = "";

    /// <summary>What a judge has not answered yet: neither a score nor the reason why there is none.</summary>
    /// <param name="judge">Name of the judge.</param>
    /// <param name="request">What it is asked.</param>
    public static Verdict From(string judge, JudgingRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return new()
        {
            Judge = judge,
            SampleId = request.SampleId,
            Model = request.Model,
            InclusionProbability = request.InclusionProbability,
            Repeat = request.Repeat,
        };
    }

    /// <summary>The same question without a verdict.</summary>
    /// <param name="failure">Why there is none.</param>
    /// <param name="message">What is wrong, in words that a judge asked once more can act on.</param>
    public Verdict Unscored(JudgingFailure failure, string message) =>
        this with { Failure = failure, Message = message };

    /// <summary>An answer of a wrong form.</summary>
    internal Verdict Unreadable(string message) => Unscored(JudgingFailure.Parse, message);

    /// <summary>The score as a metric's value, or why it is unscored.</summary>
    public Score ToScore() => new(
        SampleId,
        $"judge:{Judge}",
        Score,
        Score is not null ? Fault is { } fault ? AnswerCheck.Describe(fault) : null
            : Failure is { } failure ? $"{NameOf(failure)}: {Message}"
            : $"abstained: {AbstainReason}",
        Fault: Score is not null ? Fault : ScoreFault.JudgeFailed);

    /// <summary>A failure as reports write it.</summary>
    public static string NameOf(JudgingFailure failure) => failure switch
    {
        JudgingFailure.Parse => "parse",
        JudgingFailure.Truncated => "truncated",
        JudgingFailure.Refusal => "refusal",
        JudgingFailure.Http => "http",
        JudgingFailure.Timeout => "timeout",
        JudgingFailure.OffMenu => "off-menu",
        JudgingFailure.Injection => "injection",
        JudgingFailure.Failed => "failed",
        _ => throw new ArgumentOutOfRangeException(nameof(failure)),
    };
}
