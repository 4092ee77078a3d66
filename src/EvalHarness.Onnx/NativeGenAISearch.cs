using Microsoft.ML.OnnxRuntimeGenAI;

namespace EvalHarness.Onnx;

/// <summary>How the native library chooses tokens.</summary>
internal static class NativeGenAISearch
{
    /// <summary>Options of a generator. Every one is set, as the folder may hold others of its own.</summary>
    /// <param name="model">The model.</param>
    /// <param name="rows">Number of sequences.</param>
    /// <param name="sampling">How tokens are chosen; the seed is that of all rows together.</param>
    /// <param name="maxLength">Most tokens of a sequence.</param>
    public static GeneratorParams Create(Model model, int rows, GenAISampling sampling, int maxLength)
    {
        bool samples = sampling.Temperature > 0;
        GeneratorParams parameters = new(model);
        parameters.SetSearchOption("batch_size", rows);
        parameters.SetSearchOption("max_length", maxLength);
        parameters.SetSearchOption("num_beams", 1);
        parameters.SetSearchOption("do_sample", samples);
        parameters.SetSearchOption("temperature", samples ? sampling.Temperature : 1);
        parameters.SetSearchOption("top_k", samples ? sampling.TopK : 1);
        parameters.SetSearchOption("top_p", samples ? sampling.TopP : 1);
        parameters.SetSearchOption("repetition_penalty", 1);
        parameters.SetSearchOption("random_seed", sampling.Seed & int.MaxValue);
        return parameters;
    }
}
