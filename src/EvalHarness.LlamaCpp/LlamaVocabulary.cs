using EvalHarness.Inference.Gguf;
using EvalHarness.Inference.Tokenization;
using EvalHarness.Pipeline.Models.Gguf;
using LLama.Native;

namespace EvalHarness.LlamaCpp;

/// <summary>The tokens of a model in llama.cpp, without its weights.</summary>
internal sealed class LlamaVocabulary : IDisposable
{
    private readonly SafeLlamaModelHandle _model;

    private LlamaVocabulary(SafeLlamaModelHandle model, Tokenizer tokenizer) =>
        (_model, Tokenizer) = (model, tokenizer);

    /// <summary>llama.cpp's tokenizer.</summary>
    public Tokenizer Tokenizer { get; }

    /// <summary>Loads the tokens of a model; the caller disposes them.</summary>
    /// <exception cref="InvalidInputException">
    /// The native library is absent, or the model is damaged or not supported.
    /// </exception>
    public static LlamaVocabulary Load(string path)
    {
        LlamaLibrary.Require(path);
        using GgufFile file = LlamaModelFile.Open(path);
        SafeLlamaModelHandle model = LlamaModelFile.Load(
            file, new LlamaOptions(), hasWeights: false, CancellationToken.None);
        try
        {
            return GgufModelFile.Translate(
                path, () => new LlamaVocabulary(model, LlamaTokenizer.From(model, file.Metadata)));
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _model.Dispose();
}
