using System.Text.RegularExpressions;
using EvalHarness.Judging;
using EvalHarness.Pipeline.Configuration;
using EvalHarness.Pipeline.Judging;
using EvalHarness.Pipeline.Prompts;
using EvalHarness.Tests.Testing;
using Microsoft.Extensions.AI;

namespace EvalHarness.Tests.Pipeline.Judging;

public sealed class ExamplePromptTests
{
    private static readonly Dictionary<string, string> s_fields = new()
    {
        ["report"] = "The bridge is closed.",
        ["question"] = "What is closed?",
        ["answer"] = "The bridge.",
    };

    [Theory]
    [InlineData("judge-coherence", "summary", "4", 4)]
    [InlineData("judge-consistency", "summary", "4", 4)]
    [InlineData("judge-fluency", "summary", "4", 4)]
    [InlineData("judge-relevance", "summary", "4", 4)]
    [InlineData("judge-master", "summary", "4", 4)]
    [InlineData("judge-answer", "output", "\"pass\"", 1)]
    public async Task ARubricPromptFencesItsTextsAndGetsItsGrade(
        string name, string output, string grade, double expected)
    {
        JudgeDefinition definition = await Read(new()
        {
            Model = "m",
            Task = "t",
            Prompt = PathOf(name),
            Output = output,
            Scale = grade == "4" ? [1, 5] : [0, 1],
        });
        AnsweringClient client = Repeating("""{"evidence": [], "reasoning": "r", "verdict": GRADE, "nonce": "NONCE"}"""
            .Replace("GRADE", grade, StringComparison.Ordinal));
        Verdict verdict = await JudgeFactory.Create(definition, client, seed: 3).JudgeAsync(Request(), default);
        Assert.Equal(expected, verdict.Score);
        Assert.Equal([ChatRole.System, ChatRole.User], client.Seen[0].Select(message => message.Role));
        string nonce = NonceOf(client.Seen[0]);
        Assert.Contains($"<<<{output} {nonce}\nThe bridge closed.\n", client.Seen[0][1].Text, StringComparison.Ordinal);
        Assert.DoesNotContain("The bridge closed.", client.Seen[0][0].Text, StringComparison.Ordinal);
        Assert.Contains("\"reasoning\"", client.Seen[0][0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ThePromptAsksForNoReasonsWhereNoneAreWanted()
    {
        JudgeDefinition definition = await Read(new()
        {
            Model = "m",
            Task = "t",
            Prompt = PathOf("judge-coherence"),
            Output = "summary",
            ChainOfThought = false,
            Guide = RepositoryRoot.Combine("LICENSE"),
        });
        AnsweringClient client = Repeating("""{"verdict": 4, "nonce": "NONCE"}""");
        Assert.Equal(
            4, (await JudgeFactory.Create(definition, client, seed: 3).JudgeAsync(Request(), default)).Score);
        Assert.DoesNotContain("\"reasoning\"", client.Seen[0][0].Text, StringComparison.Ordinal);
        Assert.Contains("MIT License", client.Seen[0][0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ThePairPromptIsAskedInBothOrders()
    {
        JudgeDefinition definition = await Read(new()
        {
            Model = "m",
            Task = "t",
            Prompt = PathOf("judge-preference"),
            Kind = JudgeKind.Pairwise,
        });
        AnsweringClient client = Repeating("""{"reasoning": "r", "verdict": "tie", "nonce": "NONCE"}""");
        Verdict verdict = await JudgeFactory.Create(definition, client, seed: 3)
            .JudgeAsync(Request() with { BaselineOutput = "The bridge is shut." }, default);
        Assert.Equal((0.0, false), (verdict.Score!.Value, verdict.OrderFlip!.Value));
        Assert.NotEqual(NonceOf(client.Seen[0]), NonceOf(client.Seen[1]));
    }

    [Fact]
    public async Task TheFaithfulnessPromptAsksForClaimsAndThenForAnswers()
    {
        JudgeDefinition definition = await Read(new()
        {
            Model = "m",
            Task = "t",
            Prompt = PathOf("judge-faithfulness"),
            Output = "summary",
            Kind = JudgeKind.Qag,
        });
        AnsweringClient client = new(messages => AnsweringClient.Text(
            (messages[1].Text.Contains("The claims:", StringComparison.Ordinal)
                ? """
                  {"answers": [{"claim": 1, "quote": "bridge is closed", "answer": "yes"}],
                   "key_points": [{"point": "closed", "claim": 1}], "nonce": "NONCE"}
                  """
                : """{"claims": ["The bridge closed."], "nonce": "NONCE"}""")
            .Replace("NONCE", NonceOf(messages), StringComparison.Ordinal)));
        Verdict verdict = await JudgeFactory.Create(definition, client, seed: 3).JudgeAsync(Request(), default);
        Assert.Equal((1.0, 2), (verdict.Score!.Value, verdict.Calls));
        Assert.DoesNotContain("The bridge is closed.", client.Seen[0][1].Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<<<summary", client.Seen[1][1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheMastersPromptsGradeBlindAndThenReview()
    {
        JudgeDefinition definition = await Read(new()
        {
            Model = "m",
            Task = "t",
            Prompt = PathOf("judge-master"),
            Output = "summary",
            Review = PathOf("judge-master-review"),
        });
        AnsweringClient client = new(messages => AnsweringClient.Text(
            (messages[1].Text.Contains("<<<verdicts", StringComparison.Ordinal)
                ? """
                  {"reasoning": "r", "evidence": "closed", "action": "overturn", "verdict": 3, "nonce": "NONCE"}
                  """
                : """{"reasoning": "r", "verdict": 2, "nonce": "NONCE"}""")
            .Replace("NONCE", NonceOf(messages), StringComparison.Ordinal)));
        MasterReview review = await JudgeFactory.CreateMaster(definition, client, seed: 3).ReviewAsync(
            Request(), [new Verdict { Judge = "j", SampleId = "1", Model = "q4_0", Score = 5 }], default);
        Assert.Equal((2.0, ReviewAction.Overturn, 3.0), (review.Blind.Score, review.Action, review.Score));
        MasterReview guessed = await JudgeFactory.CreateMaster(
            definition,
            Repeating("""{"reasoning": "r", "evidence": "closed", "action": "uphold", "verdict": 5, "nonce": "0"}"""),
            seed: 3).ReviewAsync(
                Request(), [new Verdict { Judge = "j", SampleId = "1", Model = "q4_0", Score = 5 }], default);
        Assert.True(guessed.NeedsHuman);
    }

    [Fact]
    public void EveryJudgePromptIsInTheTableAndFenced()
    {
        string table = File.ReadAllText(RepositoryRoot.Combine("prompts", "README.md"));
        string[] files =
            [.. Directory.EnumerateFiles(RepositoryRoot.Combine("prompts"), "judge-*.yaml").Select(Path.GetFileName)!];
        Assert.Equal(12, files.Length);
        Assert.All(files, file => Assert.Contains($"| `{file}` |", table, StringComparison.Ordinal));
        Assert.All(
            files.Where(file => file is not ("judge-summary.yaml" or "judge-review.yaml")),
            file => Assert.Contains(
                "nonce", PromptTemplate.Load(RepositoryRoot.Combine("prompts", file)).UsedVariables));
    }

    private static AnsweringClient Repeating(string answer) => new(messages => AnsweringClient.Text(
        answer.Replace("NONCE", NonceOf(messages), StringComparison.Ordinal)));

    private static string NonceOf(IReadOnlyList<ChatMessage> messages) =>
        Regex.Match(messages[0].Text, "[0-9a-f]{32}").Value;

    private static JudgingRequest Request() => new("1", "q4_0", s_fields, "The bridge closed.");

    private static string PathOf(string name) => RepositoryRoot.Combine("prompts", name + ".yaml");

    private static Task<JudgeDefinition> Read(JudgeConfiguration configuration) =>
        new JudgeDefinitionReader("judge", configuration, "judges").ReadAsync(CancellationToken.None);
}
