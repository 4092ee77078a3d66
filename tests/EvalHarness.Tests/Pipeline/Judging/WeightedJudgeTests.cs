using EvalHarness.Judging;
using EvalHarness.Pipeline.Judging;
using EvalHarness.Pipeline.Models;
using EvalHarness.Pipeline.Models.Endpoints;
using EvalHarness.Pipeline.Prompts;
using EvalHarness.Tests.Testing;
using Microsoft.Extensions.AI;

namespace EvalHarness.Tests.Pipeline.Judging;

public sealed class WeightedJudgeTests
{
    private const string Answer = """{"reasoning": "r", "verdict": 5}""";

    [Fact]
    public async Task TheScoreIsTheMeanOfTheGradesByTheirProbability()
    {
        // The vector of statistics.md: .70, .18, .05, .006 and .064 on no grade.
        Verdict verdict = await Judge(Tokens(
            ("{\"reasoning\": \"r\", \"verdict\":", 1, []),
            (" 5", .70, [(" 4", .18), (" 3", .05), (" 1", .006), (" N", .06)]),
            ("}", 1, [])));
        Assert.Equal(4.675214, verdict.Score!.Value, 6);
        Assert.Equal(0.936, verdict.Mass!.Value, 9);
        Assert.Equal(0.634871, verdict.Deviation!.Value, 6);
    }

    [Fact]
    public async Task TooLittleMassOnGradesIsUnscored()
    {
        Verdict verdict = await Judge(Tokens(
            ("{\"reasoning\": \"r\", \"verdict\": ", 1, []), ("5", .5, [("4", .3), ("five", .2)]), ("}", 1, [])));
        Assert.Equal((null, JudgingFailure.OffMenu), (verdict.Score, verdict.Failure!.Value));
        Assert.Equal(0.8, verdict.Mass!.Value, 9);
        Assert.Contains("0.8 of the probability", verdict.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WithoutLogProbabilitiesThereIsNoScore()
    {
        Verdict verdict = await Judge(AnsweringClient.Text(Answer));
        Assert.Equal((null, JudgingFailure.Http), (verdict.Score, verdict.Failure!.Value));
        Assert.Contains("log-probabilities", verdict.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LogProbabilitiesOfAnotherTextAreNone()
    {
        ChatResponse response = Tokens(("{\"reasoning\": \"r\", \"verdict\": ", 1, []), ("9", 1, []), ("}", 1, []));
        response.Messages = [new ChatMessage(ChatRole.Assistant, Answer)];
        Verdict verdict = await Judge(response);
        Assert.Equal((null, JudgingFailure.Http), (verdict.Score, verdict.Failure!.Value));
    }

    [Fact]
    public async Task AGradeThatMayBeginAnotherCountsForNone()
    {
        VerdictMenu ten = VerdictMenu.Range(1, 10);
        Verdict split = await Judge(Tokens(
            ("{\"reasoning\": \"r\", \"verdict\": ", 1, []), ("1", .96, [("9", .02), ("8", .02)]), ("0", .98, []),
            ("}", 1, [])), menu: ten);
        Assert.Equal(0.96 * 0.98 + 0.04, split.Mass!.Value, 9);
        Assert.Equal(((0.96 * 0.98 * 10) + (0.02 * 17)) / split.Mass.Value, split.Score!.Value, 9);
        Verdict whole = await Judge(Tokens(
            ("{\"reasoning\": \"r\", \"verdict\": ", 1, []), ("9", .92, [("1", .05), ("10", .03)]), ("}", 1, [])),
            menu: ten);
        Assert.Equal(0.95, whole.Mass!.Value, 9);
    }

    [Fact]
    public async Task WordsAreGradesByTheirBeginning()
    {
        Verdict verdict = await Judge(Tokens(
            ("{\"reasoning\": \"r\", \"verdict\":", 1, []), (" \"", 1, []), ("pa", .9, [("f", .08), ("x", .02)]),
            ("ss", 1, []), ("\"}", 1, [])), menu: VerdictMenu.PassFail);
        Assert.Equal(.98, verdict.Mass!.Value, 9);
        Assert.Equal(.9 / .98, verdict.Score!.Value, 9);
    }

    [Fact]
    public async Task AModelWithLogLikelihoodsIsAskedForEachGrade()
    {
        Likelihoods model = new(new()
        {
            ["{\"reasoning\": \"r\", \"verdict\": 5"] = .6,
            ["{\"reasoning\": \"r\", \"verdict\": 4"] = .3,
            ["{\"reasoning\": \"r\", \"verdict\": 1"] = .05,
        });
        AnsweringClient client = new(_ => AnsweringClient.Text(Answer)) { Service = model };
        Verdict verdict = await Judge(client);
        Assert.Equal(.95, verdict.Mass!.Value, 9);
        Assert.Equal(((.6 * 5) + (.3 * 4) + .05) / .95, verdict.Score!.Value, 9);
        Assert.Null(Assert.Single(client.Options)!.AdditionalProperties);
    }

    [Fact]
    public async Task ProbabilitiesThatAreNoneAreNoScore()
    {
        Likelihoods model = new(new() { ["{\"reasoning\": \"r\", \"verdict\": 5"] = double.NaN });
        Verdict verdict = await Judge(new AnsweringClient(_ => AnsweringClient.Text(Answer)) { Service = model });
        Assert.Equal((null, JudgingFailure.Http), (verdict.Score, verdict.Failure!.Value));
    }

    [Fact]
    public async Task AnAbstentionIsNotWeighed()
    {
        Verdict verdict = await Judge(AnsweringClient.Text(
            """{"reasoning": "r", "abstain": true, "abstain_reason": "no source"}"""));
        Assert.Equal((null, null, "no source"), (verdict.Score, verdict.Failure, verdict.AbstainReason));
    }

    private static ChatResponse Tokens(params (string Text, double P, (string Text, double P)[] Others)[] tokens)
    {
        ChatResponse response = AnsweringClient.Text(string.Concat(tokens.Select(token => token.Text)));
        response.AdditionalProperties = new()
        {
            [LogProbabilityOption.Result] = tokens.Select(token => new TextLogProbability(
                token.Text,
                Math.Log(token.P),
                [
                    new TextAlternative(token.Text, Math.Log(token.P)),
                    .. token.Others.Select(other => new TextAlternative(other.Text, Math.Log(other.P))),
                ])).ToList(),
        };
        return response;
    }

    private static async Task<Verdict> Judge(ChatResponse response, VerdictMenu? menu = null)
    {
        AnsweringClient client = new(_ => response);
        Verdict verdict = await Judge(client, menu);
        Assert.Equal(20, client.Options[0]!.AdditionalProperties![LogProbabilityOption.Name]);
        return verdict;
    }

    private static Task<Verdict> Judge(AnsweringClient client, VerdictMenu? menu = null) =>
        new RubricJudge("weighing", client, PromptTemplate.Create(
            new PromptFile
            {
                Name = "judge",
                Template = "<message role=\"user\">Summary: {{summary}}</message>",
                Sha256 = "",
            },
            "judge.yaml"), "summary", menu ?? VerdictMenu.Range(1, 5))
        {
            IsWeighted = true,
        }.JudgeAsync(
            new JudgingRequest("1", "q4_0", new Dictionary<string, string>(), "Closed."), CancellationToken.None);

    private sealed class Likelihoods(Dictionary<string, double> probabilities) : ILogLikelihoodModel
    {
        public Task<IReadOnlyList<LogLikelihood>> ScoreContinuationsAsync(
            IReadOnlyList<ChatMessage> prompt, IReadOnlyList<string> continuations, CancellationToken cancellationToken)
        {
            Assert.Equal("{\"reasoning\": \"r\", \"verdict\":", continuations[0]);
            return Task.FromResult<IReadOnlyList<LogLikelihood>>([.. continuations.Select((continuation, i) =>
                new LogLikelihood(i == 0 ? -7 : Math.Log(probabilities.GetValueOrDefault(continuation)) - 7, 1))]);
        }

        public Task<LogLikelihood> ScoreTextAsync(string text, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }
}
