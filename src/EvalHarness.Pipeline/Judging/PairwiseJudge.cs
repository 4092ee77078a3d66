using System.Text.RegularExpressions;
using EvalHarness.Judging;
using EvalHarness.Pipeline.Prompts;
using Microsoft.Extensions.AI;

namespace EvalHarness.Pipeline.Judging;

/// <summary>
/// Says which of two outputs for one sample is better, the candidate's or the baseline's. It is asked in both orders;
/// when the answers differ, the order decided and not the outputs, so the verdict is a tie and counts as a flip. The
/// judge sees sides A and B and no model's name. Equal outputs are a tie without a call. Thread-safe where the client
/// is.
/// </summary>
/// <param name="name">Name of the judge.</param>
/// <param name="client">The judge's model; not owned.</param>
/// <param name="prompt">Shows the sides as <c>{{a}}</c> and <c>{{b}}</c>; asks for A, B or tie.</param>
/// <param name="calls">How the model is asked; <c>null</c> for the usual way.</param>
internal sealed partial class PairwiseJudge(
    string name, IChatClient client, PromptTemplate prompt, JudgeCalls? calls = null)
    : ModelJudge(name, client, prompt, calls)
{
    /// <summary>The prompt's variable for the side shown first.</summary>
    internal const string FirstSide = "a";

    /// <summary>The prompt's variable for the side shown second.</summary>
    internal const string SecondSide = "b";

    /// <inheritdoc/>
    public override VerdictMenu Menu => VerdictMenu.Preference;

    /// <inheritdoc/>
    public override async Task<Verdict> JudgeAsync(JudgingRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        string baseline = BaselineOf(request);
        if (!request.IsControl && Normalize(request.Output) == Normalize(baseline))
        {
            return Verdict.From(Name, request) with
            {
                Score = 0,
                Reasoning = "The outputs are equal; nobody was asked.",
            };
        }

        Verdict[] orders = await Task.WhenAll(
            AskAsync(request, request.Output, baseline, isCandidateFirst: true, cancellationToken),
            AskAsync(request, baseline, request.Output, isCandidateFirst: false, cancellationToken));
        return Join(request, orders[0], orders[1]);
    }

    /// <summary>The rival's output.</summary>
    /// <exception cref="InvalidInputException">The request has none.</exception>
    internal static string BaselineOf(JudgingRequest request) => request.BaselineOutput
        ?? throw new InvalidInputException(
            request.SampleId, "no output of the baseline", "both outputs, for a pairwise judge");

    // The verdict on the sides as they stand, so 1 is for the side shown first.
    private async Task<Verdict> AskAsync(
        JudgingRequest request, string a, string b, bool isCandidateFirst, CancellationToken cancellationToken)
    {
        JudgePrompt question = Render(
            request,
            JudgePrompt.TextsOf(request, (FirstSide, a), (SecondSide, b)),
            isCandidateFirst ? "\nAB" : "\nBA");
        Verdict asked = Verdict.From(Name, request);
        JudgeAnswer answer = await Model.AskAsync(
            asked,
            question.Messages,
            AnswerSchemas.Verdict(VerdictMenu.Sides, Instructions.ChainOfThought, question.Nonce is not null),
            Instructions.Repair,
            (text, isComplete) =>
                question.Read(asked, text, isComplete, VerdictMenu.Sides, Instructions.ChainOfThought),
            cancellationToken);
        return answer.Verdict;
    }

    private Verdict Join(JudgingRequest request, Verdict first, Verdict second)
    {
        Verdict joined = Verdict.From(Name, request) with
        {
            Reasoning = $"Candidate as A: {first.Reasoning}\nCandidate as B: {second.Reasoning}",
            Evidence =
            [
                .. first.Evidence.Select(item => Named(item, candidate: FirstSide, baseline: SecondSide)),
                .. second.Evidence.Select(item => Named(item, candidate: SecondSide, baseline: FirstSide)),
            ],
            SideWinners = [.. ((Verdict[])[first, second]).Where(order => order.Score is not null).Select(WinnerOf)],
            Calls = first.Calls + second.Calls,
            Usage = Usages.Sum(first.Usage, second.Usage),
            RawText = $"{first.RawText}\n\n{second.RawText}",
        };
        if (first.Score is { } preference && second.Score is { } swapped)
        {
            bool isFlip = preference != -swapped;
            return joined with { Score = isFlip ? 0 : preference, OrderFlip = isFlip };
        }

        // One order alone says as much of the order as of the outputs.
        Verdict lost = first.Score is null ? first : second;
        return joined with
        {
            Reasoning = "",
            Failure = lost.Failure,
            Message = lost.Message,
            AbstainReason = lost.AbstainReason,
        };
    }

    private static string WinnerOf(Verdict order) =>
        VerdictMenu.Sides.Grades[VerdictMenu.Sides.Scores.Index().First(grade => grade.Item == order.Score).Index];

    private static Evidence Named(Evidence evidence, string candidate, string baseline) => evidence with
    {
        Source = evidence.Source == candidate ? "output"
            : evidence.Source == baseline ? "baseline"
            : evidence.Source,
    };

    private static string Normalize(string text) => Spaces().Replace(text, " ").Trim();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
