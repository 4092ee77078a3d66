using EvalHarness.Judging;
using EvalHarness.Pipeline.Prompts;
using Microsoft.Extensions.AI;

namespace EvalHarness.Pipeline.Judging;

/// <summary>
/// The second layer: grades an output blind, then reviews the first layer's grades. What it cannot decide, and every
/// review that cannot be relied on, is left to a person. Thread-safe where its parts are.
/// </summary>
/// <remarks>
/// Means and weighted scores are shown to it as the nearest grade, shares of claims as pass or fail. Of a pair it sees
/// sides A and B, in an order that hangs on the sample alone.
/// </remarks>
public sealed class MasterJudge
{
    /// <summary>The prompt's variable for the grades.</summary>
    internal const string VerdictsVariable = "verdicts";

    private readonly IJudge _blind;
    private readonly PromptTemplate _prompt;
    private readonly string _outputVariable;
    private readonly JudgeModel _model;
    private readonly bool _isPairwise;
    private readonly double _passFrom;

    /// <summary>Makes one.</summary>
    /// <param name="blind">Gives the master's own verdict before it sees any other.</param>
    /// <param name="client">The master's model; not owned.</param>
    /// <param name="prompt">Asks for the review; takes the grades in <c>{{verdicts}}</c>.</param>
    /// <param name="outputVariable">The prompt's variable that takes the output; unused for pairs.</param>
    /// <param name="calls">How the model is asked; a review is shown no examples.</param>
    /// <param name="passFrom">Lowest share of claims borne out that is shown as a pass.</param>
    internal MasterJudge(
        IJudge blind,
        IChatClient client,
        PromptTemplate prompt,
        string outputVariable,
        JudgeCalls? calls = null,
        double passFrom = 1)
    {
        (_blind, _prompt, _outputVariable, _passFrom) = (blind, prompt, outputVariable, passFrom);
        _model = new JudgeModel(client, prompt.Prompt.Settings, calls ?? new());
        _isPairwise = ReferenceEquals(blind.Menu, VerdictMenu.Preference);
    }

    /// <summary>Name of the judge.</summary>
    public string Name => _blind.Name;

    /// <summary>Grades that may stand after a review.</summary>
    public VerdictMenu Menu => _blind.Menu;

    private JudgeInstructions Instructions => _model.Calls.Instructions;

    private long Seed => _model.Calls.Seed;

    private VerdictMenu ShownMenu => _isPairwise ? VerdictMenu.Sides : _blind.Menu;

    /// <summary>Reviews one output.</summary>
    /// <param name="request">The output and what to judge it by.</param>
    /// <param name="firstLayer">The verdicts on it; the judges' names are not shown.</param>
    /// <param name="cancellationToken">Cancels the calls; the only thing that throws, apart from invalid input.</param>
    /// <exception cref="InvalidInputException">The request lacks a text that a prompt needs.</exception>
    public async Task<MasterReview> ReviewAsync(
        JudgingRequest request, IReadOnlyList<Verdict> firstLayer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(firstLayer);
        Verdict own = await _blind.JudgeAsync(request, cancellationToken) with { Layer = 2 };

        // The score of a preference is the candidate's, that of a side the side's; swapped sides turn the sign.
        double sign = _isPairwise && !IsCandidateFirst(request) ? -1 : 1;
        double[] scores = [.. Shown(request, firstLayer).Select(score => sign * score)];
        if (scores.Length == 0)
        {
            return MasterReview.LeftToPerson(own, "No judge of the first layer gave a grade.");
        }

        JudgePrompt question = Ask(request, scores);
        MasterReview? review = null;
        JudgeAnswer answer = await _model.AskOnceAsync(
            own,
            question.Messages,
            AnswerSchemas.Review(ShownMenu, question.Nonce is not null),
            (text, isComplete) =>
            {
                review = Read(own, question, text, isComplete, scores);
                return own;
            },
            cancellationToken);
        review ??= MasterReview.LeftToPerson(own, $"The review failed: {answer.Verdict.Message}");
        return review with
        {
            Score = review.Score is { } stands ? (sign * stands) + 0.0 : null,
            RawText = answer.Verdict.RawText,
            Usage = answer.Verdict.Usage,
        };
    }

    // In an order that does not tell which judge gave which grade.
    private IEnumerable<double> Shown(JudgingRequest request, IReadOnlyList<Verdict> firstLayer) => firstLayer
        .Where(verdict => verdict.Score is not null)
        .OrderBy(
            verdict => JudgingSample.OrderOf($"{request.SampleId}\n{request.Model}\n{verdict.Judge}", Seed),
            StringComparer.Ordinal)
        .Select(verdict => verdict.Claims is null ? _blind.Menu.NearestTo(verdict.Score!.Value)
            : verdict.Score >= _passFrom ? _blind.Menu.Scores[^1]
            : _blind.Menu.Scores[0]);

    private bool IsCandidateFirst(JudgingRequest request) =>
        JudgingSample.OrderOf($"sides\n{request.SampleId}\n{request.Model}", Seed)[0] < '8';

    private JudgePrompt Ask(JudgingRequest request, double[] scores)
    {
        string grades = string.Join(", ", scores.Select(score =>
            ShownMenu.Grades[ShownMenu.Scores.Index().First(grade => grade.Item == score).Index]));
        Dictionary<string, string> texts;
        if (_isPairwise)
        {
            (string a, string b) = (request.Output, PairwiseJudge.BaselineOf(request));
            (a, b) = IsCandidateFirst(request) ? (a, b) : (b, a);
            texts = JudgePrompt.TextsOf(
                request, (PairwiseJudge.FirstSide, a), (PairwiseJudge.SecondSide, b), (VerdictsVariable, grades));
        }
        else
        {
            texts = JudgePrompt.TextsOf(request, (_outputVariable, request.Output), (VerdictsVariable, grades));
        }

        PromptFence fence = PromptFence.From(Seed, $"review\n{_blind.Name}\n{request.SampleId}\n{request.Model}");
        return JudgePrompt.Render(_prompt, texts, Instructions with { Examples = [] }, fence);
    }

    private MasterReview Read(Verdict own, JudgePrompt question, string text, bool isComplete, double[] scores)
    {
        // The grades are no evidence, and an answer that stands in a judged text is the text's.
        string[] sources =
            [.. question.Sources.Where(source => source.Key != VerdictsVariable).Select(source => source.Value)];
        string answer = AnswerBody.From(text, Instructions.ThinkingTags);
        return answer.Length > 0 && sources.Any(source => source.Contains(answer, StringComparison.Ordinal))
            ? MasterReview.LeftToPerson(own, "The review is a part of a judged text.")
            : ReviewParser.Parse(
                own, answer, isComplete, ShownMenu, scores, sources, question.Nonce, Instructions.ThinkingTags);
    }
}
