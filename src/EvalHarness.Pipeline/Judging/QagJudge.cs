using EvalHarness.Judging;
using EvalHarness.Pipeline.Prompts;
using Microsoft.Extensions.AI;

namespace EvalHarness.Pipeline.Judging;

/// <summary>
/// Faithfulness by question-answer generation, in two calls: the first sees the output alone and lists its claims, the
/// second answers yes, no or idk for each of them from the source. The score is the share of claims that the source
/// bears out; an output without claims is abstained from. Thread-safe where the client is.
/// </summary>
/// <param name="name">Name of the judge.</param>
/// <param name="client">The judge's model; not owned.</param>
/// <param name="prompt">
/// Asks for the claims of the output, and for answers where <c>{{#if claims}}</c> holds; shows the source only then.
/// </param>
/// <param name="outputVariable">The prompt's variable that takes the output.</param>
/// <param name="calls">How the model is asked; <c>null</c> for the usual way.</param>
internal sealed class QagJudge(
    string name, IChatClient client, PromptTemplate prompt, string outputVariable, JudgeCalls? calls = null)
    : ModelJudge(name, client, prompt, calls)
{
    /// <summary>The prompt's variable for the numbered claims; absent in the first call.</summary>
    internal const string ClaimsVariable = "claims";

    /// <summary>Every claim borne out, or not; scores are shares and lie between.</summary>
    public override VerdictMenu Menu => VerdictMenu.PassFail;

    /// <inheritdoc/>
    public override async Task<Verdict> JudgeAsync(JudgingRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        Verdict asked = Verdict.From(Name, request);
        if (string.IsNullOrWhiteSpace(request.Output))
        {
            return asked with { AbstainReason = "The output is empty, so it claims nothing." };
        }

        (Verdict listed, IReadOnlyList<string> claims) = await ListAsync(asked, request, cancellationToken);
        if (listed.Failure is not null)
        {
            return listed;
        }

        if (claims.Count == 0)
        {
            return listed with { AbstainReason = "The output claims nothing." };
        }

        Verdict answered = await AnswerAsync(asked, request, claims, cancellationToken);
        return answered with
        {
            Calls = listed.Calls + answered.Calls,
            Usage = Usages.Sum(listed.Usage, answered.Usage),
            RawText = $"{listed.RawText}\n\n{answered.RawText}",
        };
    }

    private async Task<(Verdict Asked, IReadOnlyList<string> Claims)> ListAsync(
        Verdict asked, JudgingRequest request, CancellationToken cancellationToken)
    {
        // A field of the sample by that name must not pass for claims of the judge.
        Dictionary<string, string> texts = JudgePrompt.TextsOf(request, (outputVariable, request.Output));
        texts.Remove(ClaimsVariable);
        JudgePrompt question = Render(request, texts, "\nclaims");
        IReadOnlyList<string> claims = [];
        JudgeAnswer answer = await Model.AskAsync(
            asked,
            question.Messages,
            AnswerSchemas.Claims(question.Nonce is not null),
            Instructions.Repair,
            (text, isComplete) => question.ReadUnlessCopied(asked, text, () => ClaimParser.ReadClaims(
                asked, text, isComplete, question.Nonce, out claims, Instructions.ThinkingTags)),
            cancellationToken);
        return (answer.Verdict, claims);
    }

    private async Task<Verdict> AnswerAsync(
        Verdict asked, JudgingRequest request, IReadOnlyList<string> claims, CancellationToken cancellationToken)
    {
        Dictionary<string, string> texts = JudgePrompt.TextsOf(
            request, (outputVariable, request.Output), (ClaimsVariable, Number(claims)));
        JudgePrompt question = Render(request, texts, "\nanswers");
        Dictionary<string, string> sources = question.Sources
            .Where(source => source.Key != ClaimsVariable && source.Key != outputVariable)
            .ToDictionary(StringComparer.Ordinal);
        JudgeAnswer answer = await Model.AskAsync(
            asked,
            question.Messages,
            AnswerSchemas.ClaimAnswers(question.Nonce is not null),
            Instructions.Repair,
            (text, isComplete) => question.ReadUnlessCopied(asked, text, () => ClaimParser.ReadAnswers(
                asked, text, isComplete, question.Nonce, claims, sources, Instructions.ThinkingTags)),
            cancellationToken);
        return answer.Verdict;
    }

    private static string Number(IReadOnlyList<string> claims) =>
        string.Join('\n', claims.Select((claim, i) => FormattableString.Invariant(
            $"{i + 1}. {claim.ReplaceLineEndings(" ")}")));
}
