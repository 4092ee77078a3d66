using System.Text.Json.Nodes;
using EvalHarness.Judging;
using EvalHarness.Pipeline.Configuration;
using EvalHarness.Pipeline.Judging;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Pipeline.Judging;

/// <summary>What judges that users wrote may give, and what becomes of everything else.</summary>
public sealed class CustomJudgeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("fail", JudgingFailure.Failed, "The judge failed: no route with the key")]
    [InlineData("hang", JudgingFailure.Timeout, "The judge gave no verdict within 0.2 s.")]
    [InlineData("nothing", JudgingFailure.Parse, "The judge gave no verdict.")]
    [InlineData("no word", JudgingFailure.Parse, "neither a score nor a reason")]
    [InlineData("both", JudgingFailure.Parse, "a score together with a reason why there is none")]
    [InlineData("infinite", JudgingFailure.OffMenu, "the score NaN, which is not between 1 and 5")]
    public async Task WhatIsNoVerdictOfAnAssemblyHasNoScoreAndAReason(
        string does, JudgingFailure failure, string said)
    {
        Verdict verdict = await AssemblyAsync(new() { ["does"] = does });

        Assert.Null(verdict.Score);
        Assert.Equal(failure, verdict.Failure);
        Assert.Contains(said, verdict.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4.5)]
    [InlineData(5)]
    [InlineData(0.999)]
    [InlineData(5.001)]
    public async Task AScoreCountsFromTheLowestGradeToTheHighest(double score)
    {
        Verdict verdict = await AssemblyAsync(new() { ["does"] = "score", ["score"] = score });

        Assert.Equal(score is >= 1 and <= 5 ? score : null, verdict.Score);
        Assert.Equal(score is >= 1 and <= 5 ? null : JudgingFailure.OffMenu, verdict.Failure);
    }

    [Fact]
    public async Task AnAbstentionKeepsItsReason()
    {
        Verdict verdict = await AssemblyAsync(new() { ["does"] = "abstain" });

        Assert.Equal((null, null, "I cannot tell."), (verdict.Score, verdict.Failure, verdict.AbstainReason));
    }

    [Fact]
    public async Task AJudgeIsNotToldTheModelAndCannotSayAnother()
    {
        Verdict verdict = await AssemblyAsync(new() { ["does"] = "tell" });

        Assert.Equal(("[]", "worse", "own"), (verdict.Reasoning, verdict.Model, verdict.Judge));
    }

    [Fact]
    public async Task AnOutputWithoutAnAnswerGetsTheLowestGradeAndTheCodeIsNotAsked()
    {
        Verdict verdict = await AssemblyAsync(
            new() { ["does"] = "fail" }, Request() with { Fault = ScoreFault.Empty });

        Assert.Equal((1, ScoreFault.Empty), (verdict.Score, verdict.Fault));
    }

    [LinuxFact]
    public async Task AProgramIsToldWhatAPromptCouldShow()
    {
        Verdict verdict = await ProgramAsync("""
            read -r line; printf '%s' "$line" > asked
            echo '{"id":"1","score":4,"reasoning":"short"}'
            """);

        Assert.Equal(
            """{"id":"1","task":"ask","input":"What?","output":"answer \"x\"","""
                + "\"fields\":{\"input\":\"What?\",\"reference\":\"x\"},\"scale\":[1,5]}",
            File.ReadAllText(_folder.File("asked")));
        Assert.Equal((4, "short"), (verdict.Score, verdict.Reasoning));
    }

    [LinuxTheory]
    [InlineData("""{"id":"1","score":null,"reason":"no text"}""", null, "no text")]
    [InlineData("""{"id":"1","score":null}""", JudgingFailure.Parse, "neither a score nor a reason")]
    [InlineData("""{"id":"1","score":"5"}""", JudgingFailure.Parse, "no \"score\", a number or null")]
    [InlineData("""{"id":"1","score":6}""", JudgingFailure.OffMenu, "the score 6, which is not between 1 and 5")]
    [InlineData("""{"id":"1","score":1e999}""", JudgingFailure.OffMenu, "which is not between 1 and 5")]
    [InlineData("""{"id":"7","score":5}""", JudgingFailure.Failed, "another \"id\"")]
    [InlineData("""NaN""", JudgingFailure.Failed, "not JSON")]
    public async Task ALineThatIsNoScoreHasItsReason(string line, JudgingFailure? failure, string said)
    {
        Verdict verdict = await ProgramAsync($"read -r asked; echo '{line}'; read -r asked");

        Assert.Null(verdict.Score);
        Assert.Equal(failure, verdict.Failure);
        Assert.Contains(said, verdict.Message ?? verdict.AbstainReason, StringComparison.Ordinal);
    }

    [LinuxTheory]
    [InlineData("sleep 600", JudgingFailure.Timeout, "no line within 0.2 s")]
    [InlineData("read -r asked; exit 3", JudgingFailure.Failed, "the program ended")]
    [InlineData("while :; do printf '%01000d' 0; done", JudgingFailure.Failed, "more than 1048576 characters")]
    public async Task AProgramThatHangsOrEndsGivesNoScore(string script, JudgingFailure failure, string said)
    {
        Verdict verdict = await ProgramAsync(
            script, timeout: failure == JudgingFailure.Timeout ? 0.2 : null);

        Assert.Equal((null, failure), (verdict.Score, verdict.Failure));
        Assert.Contains(said, verdict.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OtherSettingsAreAnotherJudge()
    {
        JudgeDefinition one = await ReadAsync(Assembly([]));
        JudgeDefinition other = await ReadAsync(Assembly(new() { ["does"] = "abstain" }));

        Assert.NotEqual(JudgeFactory.Id(one, model: null), JudgeFactory.Id(other, model: null));
        Assert.Equal(JudgeFactory.Id(one, model: null), JudgeFactory.Id(await ReadAsync(Assembly([])), model: null));
    }

    private static JudgingRequest Request() => new(
        "1", "worse", new Dictionary<string, string> { ["input"] = "What?", ["reference"] = "x" }, "answer \"x\"");

    private static JudgeConfiguration Assembly(JsonObject settings) => new()
    {
        Task = "ask",
        Kind = JudgeKind.Custom,
        Assembly = typeof(ItemJudge).Assembly.Location,
        Type = nameof(ItemJudge),
        Settings = settings,
        TimeoutSeconds = (string?)settings["does"] == "hang" ? 0.2 : null,
    };

    private static async Task<Verdict> AssemblyAsync(JsonObject settings, JudgingRequest? request = null)
    {
        JudgeDefinition definition = await ReadAsync(Assembly(settings));
        using IJudgeCode code = definition.Code!;
        return await JudgeFactory.Create(definition, client: null, seed: 1)
            .JudgeAsync(request ?? Request(), CancellationToken.None);
    }

    private async Task<Verdict> ProgramAsync(string script, double? timeout = null)
    {
        JudgeDefinition definition = await ReadAsync(new()
        {
            Task = "ask",
            Kind = JudgeKind.Custom,
            Command = ["/bin/sh", "-c", $"cd '{_folder.Path}'; {script}"],
            TimeoutSeconds = timeout,
        });
        using IJudgeCode code = definition.Code!;
        return await JudgeFactory.Create(definition, client: null, seed: 1)
            .JudgeAsync(Request(), CancellationToken.None);
    }

    private static Task<JudgeDefinition> ReadAsync(JudgeConfiguration configuration) =>
        new JudgeDefinitionReader("own", configuration, "$.judges.own").ReadAsync(CancellationToken.None);
}
