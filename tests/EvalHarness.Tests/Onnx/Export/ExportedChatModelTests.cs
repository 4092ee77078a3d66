using EvalHarness.Inference;
using EvalHarness.Onnx;
using EvalHarness.Onnx.Export;
using EvalHarness.Pipeline.Models;
using EvalHarness.Pipeline.Models.Gguf;
using EvalHarness.Tests.Testing;
using Microsoft.Extensions.AI;

namespace EvalHarness.Tests.Onnx.Export;

/// <summary>A real chat model, exported from its quantized GGUF file.</summary>
public sealed class ExportedChatModelTests
{
    private static readonly string[] s_questions = ["Why is the sky blue?", "Name 3 colours."];

    [SharedModelFact]
    public async Task GreedyAnswersAreThoseOfTheEmbeddedEngine()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("onnx");
        GenAIExport.Write(SharedFixtures.ChatModel, path, OnnxWeightType.Float32);
        GenAIFolder read = GenAIFolder.Read(path);
        using GgufChatClient embedded = GgufModels.Load(
            SharedFixtures.ChatModel, new EngineOptions { ContextLength = 128, MaxSequences = 2 });
        using GenAIChatClient onnx = new(
            "m", NativeGenAIModel.Load(read), GenAIPrompts.Read(ModelSource.FromFile("onnx-genai", path), read));
        foreach (string question in s_questions)
        {
            ChatOptions options = new() { MaxOutputTokens = 16 };
            ChatResponse expected = await embedded.GetResponseAsync(question, options);
            ChatResponse answer = await onnx.GetResponseAsync(question, options);
            Assert.NotEmpty(answer.Text);
            Assert.Equal(expected.Text, answer.Text);
            Assert.Equal(expected.Usage!.InputTokenCount, answer.Usage!.InputTokenCount);
        }
    }
}
