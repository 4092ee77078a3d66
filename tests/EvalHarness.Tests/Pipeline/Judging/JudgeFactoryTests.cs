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

    private readonly JudgeFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task ARubricJudgeIsWhatItsConfigurationSays()
    {
        JudgeDefinition definition = await JudgeFiles.ReadAsync(new() { Model = "m", Task = "t", Prompt = _files.File("p.yaml") });
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
        JudgeDefinition definition = await JudgeFiles.ReadAsync(new()
        {
            Model = "m",
            Task = "t",
            Prompt = _files.File("p.yaml"),
            Guide = _files.File("guide.txt"),
            ChainOfThought = false,
            Examples = new() { File = _files.File("examples.jsonl") },
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
        _files.Prompt("qag.yaml", "{{report}} {{output}}{{#if claims}}{{claims}}{{/if}}");
        JudgeDefinition definition = (await JudgeFiles.ReadAsync(new()
        {
            Model = "m",
            Task = "t",
            Kind = kind,
            Prompt = _files.File(prompt),
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
        JudgeDefinition definition = await JudgeFiles.ReadAsync(new() { Model = "m", Task = "t", Prompt = _files.File("p.yaml") });
        Verdict verdict = await Judge(
            JudgeFactory.Create(definition, AnsweringClient.Saying("""{"verdict": 2}"""), seed: 7));
        Assert.Equal((null, JudgingFailure.Parse), (verdict.Score, verdict.Failure!.Value));
    }

    [Fact]
    public async Task RepeatsAreSampledWithSeedsOfTheirOwn()
    {
        JudgeDefinition definition = await JudgeFiles.ReadAsync(new()
        {
            Model = "m",
            Task = "t",
            Prompt = _files.File("p.yaml"),
            Repeats = 3,
        });
        AnsweringClient client = AnsweringClient.Saying(Good);
        Verdict verdict = await Judge(JudgeFactory.Create(definition, client, seed: 7));
        Assert.Equal((4.0, 0.0, 3), (verdict.Score!.Value, verdict.Deviation!.Value, verdict.Calls));
        Assert.Equal([7L, 8, 9], client.Options.Select(options => options!.Seed!.Value));
        Assert.All(client.Options, options => Assert.Equal(1, options!.Temperature));
    }

    [Fact]
    public async Task AHostThatChangesVerdictsMakesAnotherJudgeOfEachVersion()
    {
        JudgeDefinition definition = await JudgeFiles.ReadAsync(
            new JudgeConfiguration { Model = "m", Task = "t", Prompt = _files.File("p.yaml") });
        Assert.Equal(JudgeFactory.Id(definition, s_model), JudgeFactory.Id(definition, s_model, hostVersion: null));
        string?[] versions = [null, "1", "2"];
        Assert.Equal(
            3, versions.Select(version => JudgeFactory.Id(definition, s_model, version)).Distinct().Count());
    }

    [Fact]
    public async Task OnlyWhatChangesAJudgeChangesItsId()
    {
        JudgeConfiguration plain = new() { Model = "m", Task = "t", Prompt = _files.File("p.yaml") };
        JudgeConfiguration[] others =
        [
            plain,
            plain with { Prompt = _files.File("review.yaml") },
            plain with { Review = _files.File("review.yaml") },
            plain with { Scale = [0, 1] },
            plain with { Score = JudgeScoring.Weighted },
            plain with { Repeats = 2 },
            plain with { ChainOfThought = false },
            plain with { Guide = _files.File("guide.txt") },
            plain with { Examples = new() { File = _files.File("examples.jsonl") } },
            plain with { Examples = new() { File = _files.File("examples.jsonl"), Count = 1 } },
            plain with { Prompt = _files.File("pair.yaml"), Kind = JudgeKind.Pairwise },
        ];
        List<string> ids = [JudgeFactory.Id(await JudgeFiles.ReadAsync(plain), new ModelIdentity { Sha256 = "other" })];
        foreach (JudgeConfiguration other in others)
        {
            ids.Add(JudgeFactory.Id(await JudgeFiles.ReadAsync(other), s_model));
        }

        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.All(ids, id => Assert.Matches("^[0-9a-f]{64}$", id));
        Assert.Equal(ids[1], JudgeFactory.Id(await JudgeFiles.ReadAsync(plain with { Task = "u", PassFrom = 3 }), s_model));
    }

    [Fact]
    public async Task AnEndpointIsHeldToASchemaAndOneThatRefusesItIsNot()
    {
        JudgeDefinition definition = await JudgeFiles.ReadAsync(new() { Model = "m", Task = "t", Prompt = _files.File("p.yaml") });
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

    private static Task<Verdict> Judge(IJudge judge) => judge.JudgeAsync(
        new JudgingRequest("1", "q4_0", s_fields, "Closed.") { BaselineOutput = "Open." }, CancellationToken.None);
}
