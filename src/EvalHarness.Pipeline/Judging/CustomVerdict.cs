using EvalHarness.Judging;

namespace EvalHarness.Pipeline.Judging;

/// <summary>Verdicts of judges that the user wrote, as strict as those of our own.</summary>
internal static class CustomVerdict
{
    /// <summary>The verdict on what was asked, unless it is none that the judge may give.</summary>
    /// <param name="asked">The verdict before the answer.</param>
    /// <param name="given">What the judge gave.</param>
    /// <param name="menu">Its grades; scores lie between the lowest and the highest.</param>
    public static Verdict Check(Verdict asked, Verdict? given, VerdictMenu menu)
    {
        if (given is null)
        {
            return asked.Unscored(JudgingFailure.Parse, "The judge gave no verdict.");
        }

        Verdict said = asked with
        {
            Reasoning = given.Reasoning ?? "",
            RawText = given.RawText ?? "",
            Calls = Math.Max(1, given.Calls),
            Usage = given.Usage ?? new(),
        };
        (double worst, double best) = (menu.Scores[0], menu.Scores[^1]);
        return given switch
        {
            { Failure: { } failure, Score: null } => said.Unscored(failure, given.Message ?? "The judge says no more."),
            { Score: null, AbstainReason.Length: > 0 } => said with { AbstainReason = given.AbstainReason },
            { Score: null } => said.Unscored(JudgingFailure.Parse, "The judge gave neither a score nor a reason."),
            { Failure: not null } or { AbstainReason: not null } =>
                said.Unscored(JudgingFailure.Parse, "The judge gave a score together with a reason why there is none."),
            { Score: { } score } when !(score >= worst && score <= best) =>
                said.Unscored(JudgingFailure.OffMenu, FormattableString.Invariant(
                    $"The judge gave the score {score}, which is not between {worst} and {best}.")),
            _ => said with { Score = given.Score },
        };
    }
}
