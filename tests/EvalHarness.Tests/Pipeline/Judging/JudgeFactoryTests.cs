using EvalHarness.Judging;
using EvalHarness.Pipeline.Configuration;
using EvalHarness.Pipeline.Judging;
using EvalHarness.Pipeline.Models;
using EvalHarness.Pipeline.Models.Endpoints;
using EvalHarness.Tests.Testing;
using Microsoft.Extensions.AI;

namespace EvalHarness.Tests.Pipeline.Judging;

public sealed class JudgeFactoryTests : IDisposable
{
    private const string Good = """{"reasoning": "r", "verdict": 4}""";

    private static readonly ModelIdentity s_model = new() { Sha256 = "m" };
    private static readonly Dictionary<string, string> s_fields = new() { ["report"] = "The bridge is closed." };

    private readonly TemporaryFolder _folder = new();

    public JudgeFactoryTests()
    {
        Prompt(
            "p.yaml",
            "{{report}} {{output}}{{#if guide}} Guide: {{guide}}{{/if}}{{#if chainOfThought}} Why?{{/if}}");
        Prompt("pair.yaml", "{{report}} {{a}} {{b}}");
        Prompt("review.yaml", "{{report}} {{output}} {{verdicts}}");
        File.WriteAllText(_folder.File("guide.txt"), "Mind the numbers.\nAnd the days.\n");
        File.WriteAllText(
            _folder.File("examples.jsonl"),
            """
            {"id": "e1", "group": "g", "report": "A fire.", "output": "A flood.", "verdict": 1, "reasoning": "wrong"}
            {"id": "e2", "report": "A storm.", "output": "A storm.", "verdict": "5", "reasoning": "right"}
            """);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task ARubricJudgeIsWhatItsConfigurationSays()
    {
        JudgeDefinition definition = await Read(new() { Model = "m", Task = "t", Prompt = _folder.File("p.yaml") });
        Assert.Equal(["1", "2", "3", "4", "5"], definition.Menu.Grades);
        Assert.Equal(4, definition.PassFrom);
        Assert.Equal(["report"], definition.RequiredFields);
        AnsweringClient client = AnsweringClient.Saying(Good);
        Verdict verdict = await Judge(JudgeFactory.Create(definition, client, seed: 7));
        Assert.Equal((4.0, "judge"), (verdict.Score!.Value, verdict.Judge));
        Assert.Equal("The bridge is closed. Closed. Why?", client.Seen[0][^1].Text);
        Assert.Equal((0f, 7L), (client.Options[0]!.Temperature!.Value, client.Options[0]!.Seed!.Value));
    }

    [Fact]
    public async Task GuideAndExamplesAreShownAndReasonsLeftOut()
    {
        JudgeDefinition definition = await Read(new()
        {
            Model = "m",
            Task = "t",
            Prompt = _folder.File("p.yaml"),
            Guide = _folder.File("guide.txt"),
            ChainOfThought = false,
            Examples = new() { File = _folder.File("examples.jsonl") },
        });
        Assert.Equal(["e1", "e2"], definition.Examples.Select(example => example.Id));
        Assert.Equal("g", definition.Examples[0].Group);
        AnsweringClient client = AnsweringClient.Saying("""{"verdict": 2}""");
        Verdict verdict = await Judge(JudgeFactory.Create(definition, client, seed: 7));
        Assert.Equal((2.0, ""), (verdict.Score!.Value, verdict.Reasoning));
        const string Guide = " Guide: Mind the numbers.\nAnd the days.";
        Assert.Equal(
            [
                "A fire. A flood." + Guide, """{"verdict":1}""", "A storm. A storm." + Guide, """{"verdict":5}""",
                "The bridge is closed. Closed." + Guide,
            ],
            client.Seen[0].Select(message => message.Text));
        Assert.Equal(ChatRole.Assistant, client.Seen[0][1].Role);
    }

    [Theory]
    [InlineData(JudgeKind.Rubric, "p.yaml")]
    [InlineData(JudgeKind.Pairwise, "pair.yaml")]
    [InlineData(JudgeKind.Qag, "qag.yaml")]
    public async Task AGradeInThoughtsOfAConfiguredTagIsADraft(JudgeKind kind, string prompt)
    {
        Prompt("qag.yaml", "{{report}} {{output}}{{#if claims}}{{claims}}{{/if}}");
        JudgeDefinition definition = (await Read(new()
        {
            Model = "m",
            Task = "t",
            Kind = kind,
            Prompt = _folder.File(prompt),
        })) with
        { ThinkingTags = ["plan"] };
        string draft = kind == JudgeKind.Qag ? """{"claims": []}""" : Good.Replace("4", "\"tie\"", StringComparison.Ordinal);
        Verdict verdict = await Judge(JudgeFactory.Create(
            definition, AnsweringClient.Saying($"<plan>I might say {draft}"), seed: 7));
        Assert.Null(verdict.Score);
        Assert.Equal(JudgingFailure.Parse, verdict.Failure);
        Assert.Contains("thinking block", verdict.Message, StringComparison.Ordinal);
        Assert.NotEqual(
            JudgeFactory.Id(definition, s_model),
            JudgeFactory.Id(definition with { ThinkingTags = ThinkingBlocks.DefaultTags }, s_model));
    }

    [Fact]
    public async Task ReasonsThatWereAskedForMustBeGiven()
    {
        JudgeDefinition definition = await Read(new() { Model = "m", Task = "t", Prompt = _folder.File("p.yaml") });
        Verdict verdict = await Judge(
            JudgeFactory.Create(definition, AnsweringClient.Saying("""{"verdict": 2}"""), seed: 7));
        Assert.Equal((null, JudgingFailure.Parse), (verdict.Score, verdict.Failure!.Value));
    }

    [Fact]
    public async Task RepeatsAreSampledWithSeedsOfTheirOwn()
    {
        JudgeDefinition definition = await Read(new()
        {
            Model = "m",
            Task = "t",
            Prompt = _folder.File("p.yaml"),
            Repeats = 3,
        });
        AnsweringClient client = AnsweringClient.Saying(Good);
        Verdict verdict = await Judge(JudgeFactory.Create(definition, client, seed: 7));
        Assert.Equal((4.0, 0.0, 3), (verdict.Score!.Value, verdict.Deviation!.Value, verdict.Calls));
        Assert.Equal([7L, 8, 9], client.Options.Select(options => options!.Seed!.Value));
        Assert.All(client.Options, options => Assert.Equal(1, options!.Temperature));
    }

    [Fact]
    public async Task APairwiseMasterTurnsSidesBackIntoOutputs()
    {
        Prompt("pair-review.yaml", "{{a}} | {{b}} | {{verdicts}}");
        JudgeDefinition definition = await Read(new()
        {
            Model = "m",
            Task = "t",
            Prompt = _folder.File("pair.yaml"),
            Kind = JudgeKind.Pairwise,
            Review = _folder.File("pair-review.yaml"),
        });
        Assert.Equal(0, definition.PassFrom);
        for (int sample = 0; sample < 8; sample++)
        {
            bool isFirst = false;
            AnsweringClient client = new(messages =>
            {
                string text = messages[0].Text;
                if (!text.Contains('|', StringComparison.Ordinal))
                {
                    return AnsweringClient.Text("""{"reasoning": "r", "verdict": "tie"}""");
                }

                isFirst = text.StartsWith("Closed.", StringComparison.Ordinal);
                Assert.EndsWith(isFirst ? "| A" : "| B", text, StringComparison.Ordinal);
                return AnsweringClient.Text(
                    """{"reasoning": "r", "evidence": "Closed.", "action": "uphold", "verdict": "SIDE"}"""
                        .Replace("SIDE", isFirst ? "A" : "B", StringComparison.Ordinal));
            });
            JudgingRequest request = new($"s{sample}", "q4_0", s_fields, "Closed.") { BaselineOutput = "Open." };
            MasterReview review = await JudgeFactory.CreateMaster(definition, client, seed: 7).ReviewAsync(
                request,
                [new Verdict { Judge = "j", SampleId = request.SampleId, Model = "q4_0", Score = 1 }],
                CancellationToken.None);
            Assert.Equal((ReviewAction.Uphold, 1.0), (review.Action!.Value, review.Score!.Value));
        }
    }

    [Fact]
    public async Task AMasterSeesTheGradeNearestToAMean()
    {
        JudgeDefinition definition = await Read(new()
        {
            Model = "m",
            Task = "t",
            Prompt = _folder.File("p.yaml"),
            Review = _folder.File("review.yaml"),
        });
        AnsweringClient client = AnsweringClient.Saying(
            Good, """{"reasoning": "r", "evidence": "bridge", "action": "uphold", "verdict": 5}""");
        MasterReview review = await JudgeFactory.CreateMaster(definition, client, seed: 7).ReviewAsync(
            new JudgingRequest("1", "q4_0", s_fields, "Closed."),
            [new Verdict { Judge = "j", SampleId = "1", Model = "q4_0", Score = 4.7 }],
            CancellationToken.None);
        Assert.Equal((ReviewAction.Uphold, 5.0), (review.Action!.Value, review.Score!.Value));
        Assert.EndsWith(" 5", client.Seen[^1][0].Text, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArgumentException>(async () => JudgeFactory.CreateMaster(
            await Read(new() { Model = "m", Task = "t", Prompt = _folder.File("p.yaml") }), client, seed: 7));
    }

    [Theory]
    [InlineData(1, "pass")]
    [InlineData(0.8, "fail")]
    public async Task AMasterSeesAShareOfClaimsAsPassOrFail(double share, string shown)
    {
        JudgeDefinition definition = await Read(new()
        {
            Model = "m",
            Task = "t",
            Prompt = _folder.File("p.yaml"),
            Review = _folder.File("review.yaml"),
            Scale = [0, 1],
        });
        AnsweringClient client = AnsweringClient.Saying("""{"reasoning": "r", "verdict": "pass"}""");
        await JudgeFactory.CreateMaster(definition, client, seed: 7).ReviewAsync(
            new JudgingRequest("1", "q4_0", s_fields, "Closed."),
            [
                new Verdict
                {
                    Judge = "j",
                    SampleId = "1",
                    Model = "q4_0",
                    Score = share,
                    Claims = new ClaimTally(4, 0, 1),
                },
            ],
            CancellationToken.None);
        Assert.EndsWith(" " + shown, client.Seen[^1][0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AHostThatChangesVerdictsMakesAnotherJudgeOfEachVersion()
    {
        JudgeDefinition definition = await Read(
            new JudgeConfiguration { Model = "m", Task = "t", Prompt = _folder.File("p.yaml") });
        Assert.Equal(JudgeFactory.Id(definition, s_model), JudgeFactory.Id(definition, s_model, hostVersion: null));
        string?[] versions = [null, "1", "2"];
        Assert.Equal(
            3, versions.Select(version => JudgeFactory.Id(definition, s_model, version)).Distinct().Count());
    }

    [Fact]
    public async Task OnlyWhatChangesAJudgeChangesItsId()
    {
        JudgeConfiguration plain = new() { Model = "m", Task = "t", Prompt = _folder.File("p.yaml") };
        JudgeConfiguration[] others =
        [
            plain,
            plain with { Prompt = _folder.File("review.yaml") },
            plain with { Review = _folder.File("review.yaml") },
            plain with { Scale = [0, 1] },
            plain with { Score = JudgeScoring.Weighted },
            plain with { Repeats = 2 },
            plain with { ChainOfThought = false },
            plain with { Guide = _folder.File("guide.txt") },
            plain with { Examples = new() { File = _folder.File("examples.jsonl") } },
            plain with { Examples = new() { File = _folder.File("examples.jsonl"), Count = 1 } },
            plain with { Prompt = _folder.File("pair.yaml"), Kind = JudgeKind.Pairwise },
        ];
        List<string> ids = [JudgeFactory.Id(await Read(plain), new ModelIdentity { Sha256 = "other" })];
        foreach (JudgeConfiguration other in others)
        {
            ids.Add(JudgeFactory.Id(await Read(other), s_model));
        }

        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.All(ids, id => Assert.Matches("^[0-9a-f]{64}$", id));
        Assert.Equal(ids[1], JudgeFactory.Id(await Read(plain with { Task = "u", PassFrom = 3 }), s_model));
    }

    [Fact]
    public async Task AnEndpointIsHeldToASchemaAndOneThatRefusesItIsNot()
    {
        JudgeDefinition definition = await Read(new() { Model = "m", Task = "t", Prompt = _folder.File("p.yaml") });
        ChatClientMetadata metadata = new("openai");
        AnsweringClient willing = new(_ => AnsweringClient.Text(Good)) { Service = metadata };
        Assert.Equal(4, (await Judge(JudgeFactory.Create(definition, willing, seed: 7))).Score);
        Assert.Contains(
            "[1,2,3,4,5,null]",
            ((ChatResponseFormatJson)willing.Options[0]!.ResponseFormat!).Schema!.Value.GetRawText(),
            StringComparison.Ordinal);

        int refusals = 0;
        AnsweringClient unwilling = null!;
        unwilling = new(_ => unwilling.Options[^1]!.ResponseFormat is null
            ? AnsweringClient.Text(Good)
            : throw new EndpointException(
                FormattableString.Invariant($"refusal {++refusals}"), isTransient: false, status: 400))
        {
            Service = metadata,
        };
        IJudge judge = JudgeFactory.Create(definition, unwilling, seed: 7);
        Assert.Equal((4.0, 4.0), ((await Judge(judge)).Score!.Value, (await Judge(judge)).Score!.Value));
        Assert.Equal((1, 3), (refusals, unwilling.Options.Count));
    }

    [Fact]
    public async Task EveryMistakeInAJudgesFilesIsFoundAtOnce()
    {
        Prompt("cold.yaml", "{{report}} {{summary}}", "0");
        File.WriteAllText(_folder.File("empty.txt"), " \n");
        InvalidInputException wrong = await Assert.ThrowsAsync<InvalidInputException>(() => Read(new()
        {
            Model = "m",
            Task = "t",
            Prompt = _folder.File("cold.yaml"),
            Review = _folder.File("p.yaml"),
            Guide = _folder.File("empty.txt"),
            Repeats = 2,
            Examples = new() { File = _folder.File("examples.jsonl") },
        }));
        string all = string.Join('\n', wrong.Errors);
        Assert.Contains("does not use {{output}}", all, StringComparison.Ordinal);
        Assert.Contains("does not use {{verdicts}}", all, StringComparison.Ordinal);
        Assert.Contains("empty.txt: no text", all, StringComparison.Ordinal);
        Assert.Contains("temperature is 0", all, StringComparison.Ordinal);
        Assert.Contains("no field \"summary\"", all, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"report": "r", "output": "o", "verdict": 9, "reasoning": "r"}""", "the verdict \"9\"")]
    [InlineData("""{"report": "r", "output": "o", "verdict": 4}""", "no field \"reasoning\"")]
    [InlineData("""{"report": "r", "verdict": 4, "reasoning": "r"}""", "no field \"output\"")]
    public async Task AnExampleThatTeachesNothingIsRefused(string row, string found)
    {
        File.WriteAllText(_folder.File("bad.jsonl"), row);
        InvalidInputException wrong = await Assert.ThrowsAsync<InvalidInputException>(() => Read(new()
        {
            Model = "m",
            Task = "t",
            Prompt = _folder.File("p.yaml"),
            Examples = new() { File = _folder.File("bad.jsonl") },
        }));
        Assert.Contains(found, Assert.Single(wrong.Errors).Actual, StringComparison.Ordinal);
    }

    private static Task<Verdict> Judge(IJudge judge) => judge.JudgeAsync(
        new JudgingRequest("1", "q4_0", s_fields, "Closed.") { BaselineOutput = "Open." }, CancellationToken.None);

    private static Task<JudgeDefinition> Read(JudgeConfiguration configuration) => new JudgeDefinitionReader(
        "judge", configuration, "eval.config.json: $.judges.judge").ReadAsync(CancellationToken.None);

    private void Prompt(string file, string user, string? temperature = null) => File.WriteAllText(
        _folder.File(file),
        $"""
        name: judge
        template_format: handlebars
        template: |
          <message role="user">{user}</message>
        input_variables:
          - name: guide
            is_required: false
          - name: claims
            is_required: false
        execution_settings:
          default:
            max_tokens: 50
            {(temperature is null ? "" : $"temperature: {temperature}")}
        """);
}
