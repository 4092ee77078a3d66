using EvalHarness.Inference;
using EvalHarness.Inference.Engine;
using EvalHarness.Pipeline.Models;
using EvalHarness.Pipeline.Models.Gguf;

namespace EvalHarness.Tests.Testing;

/// <summary>Loads GGUF models behind the seam that the product asks them through.</summary>
internal static class GgufModels
{
    /// <summary>A model that writes prompts as its file says; the caller disposes it.</summary>
    public static GgufChatClient Load(string path, EngineOptions? options = null)
    {
        InferenceEngine engine = InferenceEngine.Load(path, options);
        ModelPrompts prompts = ModelPrompts.FromGguf(
            ModelSource.FromFile("gguf", path), path, engine.Metadata, ModelPrompts.TokensOf(engine.Tokenizer));
        return new(Path.GetFileNameWithoutExtension(path), engine, prompts);
    }
}
