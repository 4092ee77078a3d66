using System.Diagnostics;
using EvalHarness.Inference.Gguf;
using LLama.Native;

namespace EvalHarness.LlamaCpp;

/// <summary>What llama.cpp says of a model that it has loaded.</summary>
/// <param name="Description">Architecture, size and type of the weights, in llama.cpp's words.</param>
/// <param name="ParameterCount">Number of weights.</param>
/// <param name="WeightBytes">Bytes of the weights.</param>
/// <param name="VocabularyLength">Number of tokens.</param>
/// <param name="ContextLength">Positions that the model was trained for.</param>
/// <param name="LoadTime">Time that loading took.</param>
internal sealed record LlamaInspection(
    string Description,
    long ParameterCount,
    long WeightBytes,
    int VocabularyLength,
    int ContextLength,
    TimeSpan LoadTime)
{
    /// <summary>Loads a model, asks, and gives its memory back.</summary>
    /// <exception cref="InvalidInputException">
    /// The native library is absent, or the model is damaged or not supported.
    /// </exception>
    public static LlamaInspection Read(string path, CancellationToken cancellationToken)
    {
        LlamaLibrary.Require(path);
        long start = Stopwatch.GetTimestamp();
        using GgufFile file = LlamaModelFile.Open(path);
        using SafeLlamaModelHandle model = LlamaModelFile.Load(
            file, new LlamaOptions(), hasWeights: true, cancellationToken);
        return new(
            model.Description,
            (long)model.ParameterCount,
            (long)model.SizeInBytes,
            model.Vocab.Count,
            model.ContextSize,
            Stopwatch.GetElapsedTime(start));
    }
}
