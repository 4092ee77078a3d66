using EvalHarness.Inference.Formats;
using EvalHarness.Inference.Gguf;
using EvalHarness.Pipeline.Configuration;
using EvalHarness.Pipeline.Models;

namespace EvalHarness.LlamaCpp;

/// <summary>
/// What a configuration asks of llama.cpp beside the weights, and how that becomes part of what the model is.
/// </summary>
internal static class LlamaRunOptions
{
    /// <summary>How a configured model is loaded.</summary>
    public static LlamaOptions From(ModelConfiguration model)
    {
        ArgumentNullException.ThrowIfNull(model);
        LlamaOptions usual = new();
        return usual with
        {
            KeyValueType = model.KvCache is { } type
                ? Enum.Parse<TensorType>(type, ignoreCase: true)
                : usual.KeyValueType,
            AdapterPath = model.Adapter,
            ContextLength = model.Context,
            Sequences = model.Sequences ?? usual.Sequences,
            GpuLayers = model.GpuLayers ?? usual.GpuLayers,
        };
    }

    /// <summary>
    /// An identity of weights, made that of a model in llama.cpp: of its version, and of all that changes the answers.
    /// </summary>
    /// <exception cref="InvalidInputException">The adapter cannot be read.</exception>
    public static async Task<ModelIdentity> ExtendAsync(
        ModelIdentity weights, LlamaOptions options, CancellationToken cancellationToken)
    {
        string type = TensorFormat.NameOf(options.KeyValueType);
        List<string> parts =
        [
            $"weights {weights.Sha256}",
            $"llama.cpp in LLamaSharp {LlamaLibrary.Version}",
            $"keys and values in {type}",
            FormattableString.Invariant($"sequences {options.Sequences}"),
            FormattableString.Invariant($"context {options.ContextLength ?? 0}"),
            FormattableString.Invariant($"layers on the GPU {options.GpuLayers}"),
            FormattableString.Invariant($"prompts in pieces of {options.PieceTokens}"),
        ];
        string beside = $"; llama.cpp (LLamaSharp {LlamaLibrary.Version}), keys and values in {type}";
        long bytes = 0;
        if (options.AdapterPath is { } adapter)
        {
            LlamaModelFile.RequireAdapter(adapter);
            (string hash, bytes) = await WeightsHash.ReadAsync(adapter, cancellationToken);
            parts.Add($"adapter {hash}");
            beside += $", adapter {Path.GetFileName(adapter)}";
        }

        return weights with
        {
            Sha256 = ModelIdentity.HashOf(parts),
            Description = weights.Description + beside,
            FileBytes = weights.FileBytes + bytes,
            VariesByProcessor = true,
        };
    }
}
