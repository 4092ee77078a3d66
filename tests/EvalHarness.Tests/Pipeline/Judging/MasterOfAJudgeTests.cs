using EvalHarness.Judging;
using EvalHarness.Pipeline.Configuration;
using EvalHarness.Pipeline.Judging;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Pipeline.Judging;

public sealed class MasterOfAJudgeTests : IDisposable
{
    private const string Good = """{"reasoning": "r", "verdict": 4}""";

    private static readonly Dictionary<string, string> s_fields = new() { ["report"] = "The bridge is closed." };

    private readonly JudgeFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task APairwiseMasterTurnsSidesBackIntoOutputs()
    {
        _files.Prompt("pair-review.yaml", "{{a}} | {{b}} | {{verdicts}}");
        JudgeDefinition definition = await JudgeFiles.ReadAsync(new()
        {
            Model = "m",
            Task = "t",
            Prompt = _files.File("pair.yaml"),
            Kind = JudgeKind.Pairwise,
            Review = _files.File("pair-review.yaml"),
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
        JudgeDefinition definition = await JudgeFiles.ReadAsync(new()
        {
            Model = "m",
            Task = "t",
            Prompt = _files.File("p.yaml"),
            Review = _files.File("review.yaml"),
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
            await JudgeFiles.ReadAsync(new() { Model = "m", Task = "t", Prompt = _files.File("p.yaml") }), client, seed: 7));
    }

    [Theory]
    [InlineData(1, "pass")]
    [InlineData(0.8, "fail")]
    public async Task AMasterSeesAShareOfClaimsAsPassOrFail(double share, string shown)
    {
        JudgeDefinition definition = await JudgeFiles.ReadAsync(new()
        {
            Model = "m",
            Task = "t",
            Prompt = _files.File("p.yaml"),
            Review = _files.File("review.yaml"),
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
}
