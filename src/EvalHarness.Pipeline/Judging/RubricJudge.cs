using EvalHarness.Judging;
using EvalHarness.Pipeline.Prompts;
using EvalHarness.Statistics;
using Microsoft.Extensions.AI;

namespace EvalHarness.Pipeline.Judging;

/// <summary>
/// Grades one output against a rubric with a chat model. An answer in a wrong form is sent back once with what is wrong
/// with it; what is still not a verdict then is unscored. Thread-safe where the client is.
/// </summary>
/// <param name="name">Name of the judge.</param>
/// <param name="client">The judge's model; not owned.</param>
/// <param name="prompt">The rubric; asks for <c>{"reasoning", "verdict"}</c> and, best, for the nonce.</param>
/// <param name="outputVariable">The prompt's variable that takes the output.</param>
/// <param name="menu">Grades on offer.</param>
/// <param name="calls">How the model is asked; <c>null</c> for the usual way.</param>
internal sealed class RubricJudge(
    string name,
    IChatClient client,
    PromptTemplate prompt,
    string outputVariable,
    VerdictMenu menu,
    JudgeCalls? calls = null)
    : ModelJudge(name, client, prompt, calls)
{
    /// <inheritdoc/>
    public override VerdictMenu Menu => menu;

    /// <summary>The score is the mean of the grades, weighted by their probabilities.</summary>
    internal bool IsWeighted
    {
        get;
        init
        {
            field = value;
            Model.WantsLogProbabilities = value && !GradeProbabilities.AsksLikelihoods(Model.Client);
        }
    }

    /// <inheritdoc/>
    public override async Task<Verdict> JudgeAsync(JudgingRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        JudgePrompt question = Render(request, JudgePrompt.TextsOf(request, (outputVariable, request.Output)));
        AnswerSchema schema = AnswerSchemas.Verdict(menu, Instructions.ChainOfThought, question.Nonce is not null);
        Verdict asked = Verdict.From(Name, request);
        JudgeAnswer answer = await Model.AskAsync(
            asked,
            question.Messages,
            schema,
            Instructions.Repair,
            (text, isComplete) => question.Read(asked, text, isComplete, menu, Instructions.ChainOfThought),
            cancellationToken);
        return IsWeighted && answer.Verdict.Score is not null
            ? await WeighAsync(answer, cancellationToken)
            : answer.Verdict;
    }

    private async Task<Verdict> WeighAsync(JudgeAnswer answer, CancellationToken cancellationToken)
    {
        (ProbabilityWeightedScore? weighted, string? reason) =
            await GradeProbabilities.WeighAsync(
                Model.Client, answer, menu, Instructions.ThinkingTags, Model.Calls.Limit, cancellationToken);
        return weighted is not { } score
            ? answer.Verdict with { Score = null, Failure = JudgingFailure.Http, Message = reason }
            : answer.Verdict with
            {
                Score = score.Score,
                Deviation = score.Deviation,
                Mass = score.Mass,
                Failure = score.Score is null ? JudgingFailure.OffMenu : null,
                Message = score.Score is not null ? null : FormattableString.Invariant(
                    $"{score.Mass:0.###} of the probability is on grades; ")
                    + FormattableString.Invariant($"at least {ProbabilityWeightedScore.SmallestMass} is needed."),
            };
    }
}
