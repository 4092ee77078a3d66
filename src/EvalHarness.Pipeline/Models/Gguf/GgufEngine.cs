using EvalHarness.Inference;
using EvalHarness.Inference.Engine;
using EvalHarness.Inference.Transformer;

namespace EvalHarness.Pipeline.Models.Gguf;

/// <summary>Loads GGUF models into the embedded engine; what is wrong with one becomes the user's mistake.</summary>
internal static class GgufEngine
{
    /// <summary>Loads a model; the caller disposes it.</summary>
    /// <exception cref="InvalidInputException">
    /// The file or the adapter is absent, unreadable, damaged or not supported, or a longer context is wanted than the
    /// model has.
    /// </exception>
    public static InferenceEngine Load(string path, EngineOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        // Opening alone first: what the system says of an absent or locked file gets its own words.
        GgufModelFile.Open(path).Dispose();
        if (options.AdapterPath is { } adapter)
        {
            GgufModelFile.Open(adapter).Dispose();
        }

        int own = GgufModelFile.Read(path, file => ModelConfig.Read(file.Metadata).ContextLength);
        return options.ContextLength > own
            ? throw new InvalidInputException(
                path,
                FormattableString.Invariant($"a context of {own} tokens"),
                FormattableString.Invariant($"at least {options.ContextLength}"),
                "Set a smaller --context.")
            : GgufModelFile.Translate(path, () => InferenceEngine.Load(path, options));
    }
}
