using System.Text.Json;
using EvalHarness.Inference;
using EvalHarness.Inference.Chat;
using EvalHarness.Inference.Engine;
using EvalHarness.Inference.Tokenization;
using EvalHarness.Pipeline.Models;
using EvalHarness.Pipeline.Models.Gguf;
using EvalHarness.Tests.Testing;
using Microsoft.Extensions.AI;

namespace EvalHarness.Tests.Pipeline.Models.Gguf;

/// <summary>Prompts and greedy answers of a real chat model, as transformers writes them.</summary>
public sealed class ChatModelTests
{
    /// <summary>Below it, two engines in single precision may choose differently.</summary>
    private const double SmallestMargin = 0.002;

    [SharedModelFact]
    public void ConversationsAreTheTokensThatTransformersMakesOfThem()
    {
        (ModelPrompts prompts, Tokenizer tokenizer) = GgufModelFile.Read(SharedFixtures.ChatModel, file =>
        {
            Tokenizer own = TokenizerFactory.FromGguf(file);
            return (
                ModelPrompts.FromGguf(
                    Source, SharedFixtures.ChatModel, file.Metadata, ModelPrompts.TokensOf(own)),
                own);
        });
        foreach (JsonElement line in Lines("chat.jsonl"))
        {
            bool opens = line.GetProperty("add_generation_prompt").GetBoolean();
            RenderedChat prompt = opens
                ? prompts.Render([.. line.GetProperty("messages").EnumerateArray().Select(MessageOf)])
                : prompts.Default.Template!.Render(new ChatConversation(line.GetProperty("messages"))
                {
                    Variables = prompts.Tokens,
                    AddGenerationPrompt = false,
                });
            Assert.Equal(line.GetProperty("text").GetString(), prompt.Text);
            Assert.Equal(
                Ids(line, line.TryGetProperty("ids_content_as_text", out _) ? "ids_content_as_text" : "ids"),
                prompt.Encode(tokenizer));
        }
    }

    [SharedModelFact]
    public async Task GreedyAnswersFollowTransformers()
    {
        using GgufChatClient client = GgufModels.Load(
            SharedFixtures.ChatModel, new EngineOptions { ContextLength = 128, MaxSequences = 10 });
        JsonElement[] lines = [.. Lines("greedy.jsonl").Where((_, i) => i % 2 == 0)];
        GenerationResult[] answers = await Task.WhenAll(lines.Select(line => client.Engine.GenerateAsync(
            new GenerationRequest
            {
                PromptTokens = client.Encode([new(ChatRole.User, line.GetProperty("prompt").GetString())]),
                MaxTokens = Ids(line, "ids").Length,
            })));
        foreach ((JsonElement line, GenerationResult answer) in lines.Zip(answers))
        {
            Assert.Equal(Ids(line, "prompt_ids").Length, answer.PromptTokens);
            int[] expected =
                [.. Ids(line, "ids").TakeWhile(token => !client.Engine.Tokenizer.IsEndOfGeneration(token))];
            int decided = line.GetProperty("margin").EnumerateArray().Take(expected.Length)
                .TakeWhile(margin => margin.GetDouble() >= SmallestMargin).Count();
            Assert.Equal(expected[..decided], answer.Tokens.Take(decided));
        }
    }

    private static ModelSource Source => ModelSource.FromFile("gguf", SharedFixtures.ChatModel);

    private static ChatMessage MessageOf(JsonElement message) => new(
        new ChatRole(message.GetProperty("role").GetString()!), message.GetProperty("content").GetString());

    private static int[] Ids(JsonElement line, string key) =>
        [.. line.GetProperty(key).EnumerateArray().Select(id => id.GetInt32())];

    private static IEnumerable<JsonElement> Lines(string file) =>
        File.ReadLines(SharedFixtures.Combine("smollm2", file)).Select(line => JsonElement.Parse(line));
}
