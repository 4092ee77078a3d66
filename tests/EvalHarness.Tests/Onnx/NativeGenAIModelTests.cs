using EvalHarness.Inference.Engine;
using EvalHarness.Inference.Tokenization;
using EvalHarness.Onnx;
using EvalHarness.Pipeline.Models;
using Microsoft.Extensions.AI;
using Xunit.Abstractions;

namespace EvalHarness.Tests.Onnx;

public sealed class NativeGenAIModelTests(ExportedModel exported, ITestOutputHelper output)
    : IClassFixture<ExportedModel>
{
    private static readonly string[] s_prompts =
    [
        "Report: A storm hit Lisbon on Monday. It cut power to 300 homes.\nSummary:",
        "Report: A fire closed the bridge in Porto on Friday.\nSummary:",
        "Question: Where was the storm?\nAnswer:",
    ];

    [Fact]
    public async Task AnswersEqualThoseOfTheEmbeddedEngine()
    {
        using GenAIChatClient client = Open(exported.Exact);
        using InferenceEngine engine = InferenceEngine.Load(ExportedModel.Source);
        foreach (string prompt in s_prompts)
        {
            GenerationResult expected = await engine.GenerateAsync(
                new GenerationRequest { Prompt = prompt, MaxTokens = 40 });
            ChatResponse response = await client.GetResponseAsync(prompt, new ChatOptions { MaxOutputTokens = 40 });
            output.WriteLine($"{prompt} -> {response.Text}");
            Assert.Equal(expected.Text, response.Text);
            Assert.NotEmpty(response.Text);
            Assert.Equal(expected.PromptTokens, response.Usage!.InputTokenCount);
            Assert.Equal(
                expected.FinishReason is FinishReason.EndOfText ? ChatFinishReason.Stop : ChatFinishReason.Length,
                response.FinishReason);
        }
    }

    [Fact]
    public async Task LogitsEqualThoseOfTheEmbeddedEngine()
    {
        using NativeGenAIModel model = NativeGenAIModel.Load(GenAIFolder.Read(exported.Exact));
        using InferenceEngine engine = InferenceEngine.Load(ExportedModel.Source);
        int[] tokens = engine.EncodePrompt(s_prompts[0]);
        Assert.Equal(tokens, new GenAIPrompts(model, PromptsOf(model.Folder)).EncodeText(s_prompts[0]));
        using IGenAISequence sequence = model.Begin(GenAISampling.Greedy, 512);
        sequence.Append(tokens);
        Assert.Equal(tokens.Length, sequence.LogitsRows);
        float[] logits = new float[model.Folder.VocabularyLength];
        double largest = 0;
        await engine.ReadLogitsAsync(tokens, 0, (position, expected) =>
        {
            sequence.ReadLogits(position, logits);
            for (int i = 0; i < logits.Length; i++)
            {
                largest = Math.Max(largest, Math.Abs(logits[i] - expected[i]));
            }
        });
        output.WriteLine(FormattableString.Invariant($"largest difference of a logit: {largest:g3}"));
        Assert.InRange(largest, 0, 1e-3);
    }

    [Fact]
    public async Task LogLikelihoodsEqualThoseOfTheEmbeddedEngine()
    {
        using GenAIChatClient client = Open(exported.Exact);
        using InferenceEngine engine = InferenceEngine.Load(ExportedModel.Source);
        string[] continuations = [" A", " A storm hit Lisbon.", " yes", " 0", " 1", " A storm hit Porto."];
        IReadOnlyList<ContinuationScore> expected = await engine.ScoreAsync(
            engine.EncodePrompt(s_prompts[0]), [.. continuations.Select(engine.EncodeContinuation)]);
        IReadOnlyList<LogLikelihood> scores = await client.ScoreContinuationsAsync(
            [new ChatMessage(ChatRole.User, s_prompts[0])], continuations, default);
        for (int i = 0; i < scores.Count; i++)
        {
            Assert.Equal(expected[i].TokenLogLikelihoods.Count, scores[i].Tokens);
            Assert.Equal(expected[i].LogLikelihood, scores[i].Sum, 1e-3);
        }
    }

    [Fact]
    public async Task ATextLongerThanTheContextIsScoredLikeTheEmbeddedEngineDoes()
    {
        using GenAIChatClient client = Open(exported.Exact);
        using InferenceEngine engine = InferenceEngine.Load(ExportedModel.Source);
        string text = string.Concat(Enumerable.Repeat(s_prompts[0] + " ", 60));
        IReadOnlyList<double> expected = await engine.ScoreTextAsync(
            [RollingWindow.PrefixOf(engine.Tokenizer), .. engine.EncodePrompt(text)]);
        LogLikelihood score = await client.ScoreTextAsync(text, default);
        Assert.True(expected.Count > 600);
        Assert.Equal(expected.Count, score.Tokens);
        Assert.Equal(expected.Sum() / expected.Count, score.Sum / score.Tokens, 1e-4);
    }

    [Fact]
    public async Task MatricesOfFourBitsAnswerNearTheOriginal()
    {
        using GenAIChatClient exact = Open(exported.Exact);
        using GenAIChatClient rounded = Open(exported.Rounded);
        string text = s_prompts[0] + " A storm hit Lisbon on Monday.";
        double one = Mean(await exact.ScoreTextAsync(text, default));
        double other = Mean(await rounded.ScoreTextAsync(text, default));
        output.WriteLine(FormattableString.Invariant($"mean log-likelihood {one:f3}, in four bits {other:f3}"));
        Assert.NotEqual(one, other);
        Assert.InRange(Math.Abs(one - other), 0, 0.5);
        Assert.NotEmpty((await rounded.GetResponseAsync(s_prompts[0])).Text);
    }

    [Fact]
    public async Task TheSameSeedGivesTheSameSampleAndTemperatureAloneIsEnough()
    {
        using GenAIChatClient client = Open(exported.Exact);
        async Task<string> Ask(long seed) => (await client.GetResponseAsync(
            "Report:", new ChatOptions { Temperature = 1.5f, Seed = seed, MaxOutputTokens = 30 })).Text;
        string[] samples = [await Ask(1), await Ask(1), await Ask(2), await Ask(3)];
        Assert.Equal(samples[0], samples[1]);
        Assert.True(samples.Distinct().Count() > 1, samples[0]);
    }

    [Fact]
    public async Task QuestionsAskedTogetherGetTheAnswersTheyGetAlone()
    {
        using GenAIChatClient client = Open(exported.Exact);
        ChatOptions options = new() { MaxOutputTokens = 20 };
        string[] alone = new string[s_prompts.Length];
        for (int i = 0; i < alone.Length; i++)
        {
            alone[i] = (await client.GetResponseAsync(s_prompts[i], options)).Text;
        }

        ChatResponse[] together = await Task.WhenAll(Enumerable.Range(0, 12)
            .Select(i => client.GetResponseAsync(s_prompts[i % alone.Length], options)));
        Assert.All(together.Index(), found => Assert.Equal(alone[found.Index % alone.Length], found.Item.Text));
    }

    [Fact]
    public async Task AnAnswerDoesNotHangOnTheQuestionsThatMeetIt()
    {
        using GenAIChatClient client = Open(exported.Rounded);
        ChatOptions options = new() { MaxOutputTokens = 24 };
        string alone = (await client.GetResponseAsync(s_prompts[0], options)).Text;
        foreach (int company in (int[])[1, 6, 15])
        {
            Task<ChatResponse> asked = client.GetResponseAsync(s_prompts[0], options);
            await Task.WhenAll(Enumerable.Range(0, company).Select(i => client.GetResponseAsync(
                s_prompts[i % 3] + string.Concat(Enumerable.Repeat(" Storm.", i)), options)));
            Assert.Equal(alone, (await asked).Text);
        }
    }

    [Fact]
    public void AFolderThatTheLibraryRefusesIsTheUsersMistake()
    {
        string folder = Path.Combine(exported.Scratch, "broken");
        Directory.CreateDirectory(folder);
        foreach (string file in Directory.GetFiles(exported.Exact))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
        }

        File.WriteAllText(Path.Combine(folder, "model.onnx"), "no graph");
        InvalidInputException mistake = Assert.Throws<InvalidInputException>(
            () => NativeGenAIModel.Load(GenAIFolder.Read(folder)));
        Assert.Contains("ONNX Runtime GenAI cannot load", mistake.Message, StringComparison.Ordinal);
    }

    private static GenAIChatClient Open(string folder) =>
        new("m", NativeGenAIModel.Load(GenAIFolder.Read(folder)), PromptsOf(GenAIFolder.Read(folder)));

    private static ModelPrompts PromptsOf(GenAIFolder folder) =>
        GenAIPrompts.Read(ModelSource.FromFile("onnx-genai", folder.Path), folder);

    private static double Mean(LogLikelihood score) => score.Sum / score.Tokens;
}
