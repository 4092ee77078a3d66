using System.Text.Json;
using EvalHarness.Inference;
using EvalHarness.Inference.Engine;
using EvalHarness.Judging;
using EvalHarness.LlamaCpp;
using EvalHarness.Pipeline.Judging;
using EvalHarness.Pipeline.Models;
using EvalHarness.Pipeline.Models.Gguf;
using EvalHarness.Pipeline.Prompts;
using EvalHarness.Tests.Testing;
using Microsoft.Extensions.AI;

namespace EvalHarness.Tests.Pipeline.Judging;

/// <summary>Judges whose model runs in this process write nothing but the form of their verdict.</summary>
public sealed class LocalJudgeTests
{
    private const string Prompt =
        "<message role=\"user\">\nReport: {{report}}\nSummary: {{summary}}\nVerdict:\n</message>";

    // Bundled, and made to summarize: it knows no verdicts.
    private static readonly string s_summarizer = RepositoryRoot.Combine("models", "baseline.gguf");

    [Fact]
    public async Task AModelThatIsNoJudgeHasTheFormOfOneInTheEmbeddedEngine()
    {
        using GgufChatClient client = GgufModels.Load(s_summarizer, new EngineOptions { Threads = 1 });
        await RequireFormAsync(client);
    }

    [LlamaFact]
    public async Task AModelThatIsNoJudgeHasTheFormOfOneInLlamaCpp()
    {
        using GgufChatClient client = InLlamaCpp();
        await RequireFormAsync(client);
    }

    [Fact]
    public async Task AJudgeThatIsNotHeldToTheFormWritesWhatItWants()
    {
        using GgufChatClient client = GgufModels.Load(s_summarizer, new EngineOptions { Threads = 1 });
        Verdict verdict = await JudgeAsync(client, "A fire.", new JudgeCalls { IsConstrained = false });
        Assert.Equal(JudgingFailure.Parse, verdict.Failure);
        Assert.DoesNotContain("{", verdict.RawText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AJsonObjectWithoutASchemaIsHeldToAsWell()
    {
        using GgufChatClient client = GgufModels.Load(s_summarizer, new EngineOptions { Threads = 1 });
        ChatResponse response = await client.GetResponseAsync(
            "Report: A fire.\nSummary:",
            new ChatOptions { MaxOutputTokens = 4, ResponseFormat = ChatResponseFormat.Json });
        Assert.StartsWith("{", response.Text.TrimStart(), StringComparison.Ordinal);
    }

    // A grade or a reason for none where the answer ends by itself; its beginning where it is cut off.
    private static async Task RequireFormAsync(GgufChatClient client)
    {
        JudgeCalls calls = new() { Instructions = new JudgeInstructions(null, ChainOfThought: false, []) };
        int whole = 0;
        foreach (string output in (string[])["A fire.", "A storm hit Lisbon.", "Nothing.", "Flood in Porto on Friday."])
        {
            Verdict verdict = await JudgeAsync(client, output, calls);
            Assert.StartsWith("{", verdict.RawText.TrimStart(), StringComparison.Ordinal);
            if (verdict.Failure is null)
            {
                whole++;
                Assert.Equal(JsonValueKind.Object, JsonElement.Parse(verdict.RawText).ValueKind);
                Assert.True(verdict.Score is >= 1 and <= 5 || verdict.AbstainReason is { Length: > 0 });
            }
            else
            {
                Assert.Equal(JudgingFailure.Truncated, verdict.Failure);
            }
        }

        Assert.InRange(whole, 1, 4);
    }

    private static GgufChatClient InLlamaCpp()
    {
        InferenceEngine engine = LlamaEngine.Load(
            s_summarizer, new LlamaOptions { Threads = 1, Sequences = 1 }, CancellationToken.None);
        return new GgufChatClient(
            "m", engine,
            ModelPrompts.FromGguf(
                ModelSource.FromFile("llama.cpp", s_summarizer), s_summarizer, engine.Metadata,
                ModelPrompts.TokensOf(engine.Tokenizer)),
            "llama.cpp");
    }

    private static Task<Verdict> JudgeAsync(IChatClient client, string output, JudgeCalls calls)
    {
        PromptFile prompt = new() { Name = "judge", Template = Prompt, Sha256 = "" };
        return new RubricJudge(
            "local", client, PromptTemplate.Create(prompt, "judge.yaml"), "summary", VerdictMenu.Range(1, 5), calls)
            .JudgeAsync(
                new JudgingRequest(
                    "1", "q4_0", new Dictionary<string, string> { ["report"] = "A fire closed the bridge." }, output),
                CancellationToken.None);
    }
}
