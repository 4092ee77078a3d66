using System.Diagnostics;
using EvalHarness.Inference.Files;
using EvalHarness.Inference.Gguf;
using EvalHarness.Pipeline.Files;
using EvalHarness.Pipeline.Models.Gguf;
using LLama.Native;

namespace EvalHarness.LlamaCpp.Quantization;

/// <summary>llama.cpp's quantizer: all of its types and mixes, by its own rules of which tensor gets which.</summary>
internal static class LlamaQuantizer
{
    /// <summary>Writes a quantized copy of a model.</summary>
    /// <param name="model">A GGUF file, or the first of several.</param>
    /// <param name="output">The new file; it appears when it is complete.</param>
    /// <param name="recipe">What to make.</param>
    /// <param name="cancellationToken">Stops waiting; the rest of the work ends with the process.</param>
    /// <exception cref="InvalidInputException">The native library is absent, or refuses model or recipe.</exception>
    public static async Task<LlamaQuantization> QuantizeAsync(
        string model, string output, LlamaRecipe recipe, CancellationToken cancellationToken)
    {
        LlamaLibrary.Require(model);
        long start = Stopwatch.GetTimestamp();
        RequireSource(model, recipe);
        OutputFile.RequireReplaceable(output);
        using PartialFile partial = PartialFile.Create(output);
        string path = partial.Lend();
        // Native code takes no cancellation. What it writes until the process ends is a file without a name.
        IReadOnlyList<string> errors = await Task.Run(() => Call(model, path, recipe), CancellationToken.None)
            .WaitAsync(cancellationToken);
        if (errors.Count > 0)
        {
            throw new InvalidInputException(
                model,
                $"llama.cpp cannot write it as {recipe.Type}: {LlamaLog.FindCause(errors)}",
                fix: recipe.Importance is null && recipe.Type.StartsWith("iq", StringComparison.Ordinal)
                    ? "Add --imatrix FILE, or --method imatrix, which collects one from calibration text."
                    : "Try another type.");
        }

        partial.Complete();
        return LlamaQuantization.Read(model, output, recipe.Type, Stopwatch.GetElapsedTime(start));
    }

    private static void RequireSource(string model, LlamaRecipe recipe)
    {
        using GgufFile file = LlamaModelFile.Open(model);
        if (!recipe.Requantizes)
        {
            GgufModelFile.RequireFloats(
                file, model, "a model that",
                "Give the original model, or add --requantize: rounding twice adds both errors.");
        }
    }

    // Errors that were logged; none when the file is written.
    private static IReadOnlyList<string> Call(string model, string path, LlamaRecipe recipe)
    {
        using NativeImportance? importance = recipe.Importance is { } matrix ? new(matrix) : null;
        LLamaModelQuantizeParams wanted = LLamaModelQuantizeParams.Default();
        wanted.ftype = recipe.FileType;
        wanted.nthread = recipe.Threads;
        wanted.allow_requantize = recipe.Requantizes;
        wanted.imatrix = importance?.Pointer ?? 0;
        if (recipe.EmbeddingType is { } embedding)
        {
            wanted.token_embedding_type = (GGMLType)(int)embedding;
        }

        uint code = LlamaLog.Watch(
            () => NativeApi.llama_model_quantize(model, path, ref wanted), out IReadOnlyList<string> errors);
        return code == 0 ? [] : errors.Count > 0 ? errors : [FormattableString.Invariant($"code {code}")];
    }
}
