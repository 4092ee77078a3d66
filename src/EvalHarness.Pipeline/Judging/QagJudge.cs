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
internal sealed class QagJudge(string name, IChatClient client, PromptTemplate prompt, string outputVariable)
    : ModelJudge(name, client, prompt)
{
    /// <summary>The prompt's variable for the numbered claims; absent in the first call.</summary>
    internal const string ClaimsVariable = "claims";

    /// <summary>Every claim borne out, or not; scores are shares and lie between.</summary>
    public override VerdictMenu Menu => VerdictMenu.PassFail;

    /// <inheritdoc/>
    public override async Task<Verdict> JudgeAsync(JudgingRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        Verdict verdict = VerdictEnvelope.Empty(Name, request);
        if (string.IsNullOrWhiteSpace(request.Output))
        {
            return verdict with { AbstainReason = "The output is empty, so it claims nothing." };
        }

        JudgeAnswer<IReadOnlyList<string>> listed = await ListAsync(request, cancellationToken);
        verdict = verdict with { Calls = listed.Calls, Usage = listed.Usage, RawText = listed.Text };
        if (listed.Reading.Value is not { } claims)
        {
            return verdict with { Failure = listed.Reading.Failure, Message = listed.Reading.Message };
        }

        if (claims.Count == 0)
        {
            return verdict with { AbstainReason = "The output claims nothing." };
        }

        JudgeAnswer<ClaimAnswers> answered = await AnswerAsync(request, claims, cancellationToken);
        return verdict with
        {
            Score = answered.Reading.Value?.Tally.Precision,
            Claims = answered.Reading.Value?.Tally,
            Reasoning = answered.Reading.Value is { } value ? Explain(claims, value.Answers) : "",
            Evidence = answered.Reading.Value?.Evidence ?? [],
            Failure = answered.Reading.Failure,
            Message = answered.Reading.Message,
            Calls = listed.Calls + answered.Calls,
            Usage = Usages.Sum(listed.Usage, answered.Usage),
            RawText = $"{listed.Text}\n\n{answered.Text}",
        };
    }

    private Task<JudgeAnswer<IReadOnlyList<string>>> ListAsync(
        JudgingRequest request, CancellationToken cancellationToken)
    {
        // A field of the sample by that name must not pass for claims of the judge.
        Dictionary<string, string> texts = JudgePrompt.TextsOf(request, (outputVariable, request.Output));
        texts.Remove(ClaimsVariable);
        JudgePrompt question = JudgePrompt.Render(Prompt, texts, Instructions, FenceOf(request, "claims"));
        return Model.AskAsync(
            question.Messages,
            AnswerSchemas.Claims(question.Nonce is not null),
            request.Repeat,
            Instructions.Repair,
            (text, isComplete) =>
            {
                (IReadOnlyList<string>? claims, VerdictReading? failure) =
                    ClaimParser.ReadClaims(text, isComplete, question.Nonce, Instructions.ThinkingTags);
                return Reading(question, text, claims, failure);
            },
            cancellationToken);
    }

    private Task<JudgeAnswer<ClaimAnswers>> AnswerAsync(
        JudgingRequest request, IReadOnlyList<string> claims, CancellationToken cancellationToken)
    {
        Dictionary<string, string> texts = JudgePrompt.TextsOf(
            request, (outputVariable, request.Output), (ClaimsVariable, Number(claims)));
        JudgePrompt question = JudgePrompt.Render(Prompt, texts, Instructions, FenceOf(request, "answers"));
        Dictionary<string, string> sources = question.Sources
            .Where(source => source.Key != ClaimsVariable && source.Key != outputVariable)
            .ToDictionary(StringComparer.Ordinal);
        return Model.AskAsync(
            question.Messages,
            AnswerSchemas.ClaimAnswers(question.Nonce is not null),
            request.Repeat,
            Instructions.Repair,
            (text, isComplete) =>
            {
                (ClaimAnswers? answers, VerdictReading? failure) = ClaimParser.ReadAnswers(
                    text, isComplete, question.Nonce, claims.Count, sources, Instructions.ThinkingTags);
                return Reading(question, text, answers, failure);
            },
            cancellationToken);
    }

    private PromptFence FenceOf(JudgingRequest request, string call) => PromptFence.Of(
        Seed,
        FormattableString.Invariant($"{Name}\n{request.SampleId}\n{request.Model}\n{request.Repeat}\n{call}"));

    private static JudgeReading<T> Reading<T>(JudgePrompt question, string text, T? value, VerdictReading? failure)
        where T : class => question.IsCopied(text)
            ? JudgeReading<T>.Unscored(JudgingFailure.Injection, "The answer is a part of a judged text.")
            : new JudgeReading<T>(value, failure?.Failure, failure?.Message);

    private static string Number(IReadOnlyList<string> claims) =>
        string.Join('\n', claims.Select((claim, i) => FormattableString.Invariant(
            $"{i + 1}. {claim.ReplaceLineEndings(" ")}")));

    private static string Explain(IReadOnlyList<string> claims, IReadOnlyList<string> answers) =>
        string.Join('\n', claims.Select((claim, i) => FormattableString.Invariant(
            $"{i + 1}. {answers[i]}: {claim}")));
}
