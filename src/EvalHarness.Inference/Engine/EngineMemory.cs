using EvalHarness.Inference.Gguf;
using EvalHarness.Inference.Kernels;
using EvalHarness.Inference.Transformer;

namespace EvalHarness.Inference.Engine;

/// <summary>
/// The memory that a model will take beside its file, known before any of it is taken. Keys and values grow with the
/// sequences, so what counts is one sequence: of the whole context where one was asked for, and else a short one.
/// </summary>
/// <param name="file">The model.</param>
/// <param name="config">Its shape.</param>
/// <param name="options">How it will be loaded.</param>
internal sealed class EngineMemory(GgufFile file, ModelConfig config, EngineOptions options)
{
    /// <summary>Most memory for the logits of one pass.</summary>
    private const long LogitMemoryBytes = 64L << 20;

    /// <summary>Tokens of a batch that can want logits.</summary>
    public int LogitRows { get; } = (int)Math.Clamp(
        LogitMemoryBytes / sizeof(float) / config.VocabularyLength, options.MaxSequences, options.BatchTokens);

    /// <summary>Tokens of a sequence, prompt and answer together.</summary>
    public int ContextLength { get; } =
        Math.Min(options.ContextLength ?? config.ContextLength, config.ContextLength);

    private int Positions { get; } = AlignedBuffer.RoundUp(
        Math.Min(options.ContextLength ?? CacheSlot.Least, config.ContextLength), AttentionKernel.KeyBlock);

    private long WeightBytes => ModelWeights.FormFor(file, options) switch
    {
        WeightForm.Expanded => file.Tensors.Sum(tensor => tensor.ElementCount) * sizeof(float),
        WeightForm.Bytes => file.Tensors.Sum(tensor => tensor.ElementCount),
        _ => 0,
    };

    private long BatchBytes => new ActivationShape(config).BytesFor(options.BatchTokens, LogitRows);

    private double SequenceBytes
    {
        get
        {
            HeadStore head = HeadStore.Create(config, Positions, options.KeyValueType);
            return ((double)head.Bytes * config.KeyValueHeadCount * config.LayerCount)
                + Activations.AttentionBytes(options.Threads, Positions, head.ScratchLength)
                + RotaryEmbedding.BytesFor(config.HeadLength, Positions);
        }
    }

    /// <summary>Refuses a model that needs more than may be used.</summary>
    /// <exception cref="EngineMemoryException">It does.</exception>
    public void Require(long limitBytes)
    {
        (double weights, double batch, double sequence) = (WeightBytes, BatchBytes, SequenceBytes);
        double total = weights + batch + sequence;
        if (total <= limitBytes)
        {
            return;
        }

        string parts = FormattableString.Invariant(
            $"{Format(weights)} for weights, {Format(batch)} for a batch, ")
            + FormattableString.Invariant($"{Format(sequence)} for a sequence of {Positions} tokens");
        throw new EngineMemoryException(
            $"a model that needs {Format(total)} of memory beside its file ({parts})",
            $"at most {Format(limitBytes)}, which this process may use",
            weights + batch <= limitBytes && options.ContextLength is not null
                ? "Lower \"context\" (--context), or keep keys and values in fewer bits: \"kvCache\" (--kv-cache)."
                : "Use a machine with more memory, or run the model in llama.cpp, with \"provider\": \"llama.cpp\" "
                    + "in a configuration or with --engine llama.cpp.");
    }

    private static string Format(double bytes) => bytes >= 1e9
        ? FormattableString.Invariant($"{bytes / 1e9:0.0} GB")
        : FormattableString.Invariant($"{Math.Ceiling(bytes / 1e6)} MB");
}
