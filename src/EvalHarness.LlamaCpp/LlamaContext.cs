using EvalHarness.Inference.Gguf;
using LLama.Native;

namespace EvalHarness.LlamaCpp;

/// <summary>The memory of keys and values that sequences of a model are evaluated in.</summary>
internal static class LlamaContext
{
    // llama.cpp rounds the positions of a sequence up to a multiple of this.
    private const int Granularity = 256;

    /// <summary>Positions of a sequence.</summary>
    public static int LengthOf(SafeLlamaModelHandle model, LlamaOptions options) => Math.Min(
        options.ContextLength ?? Math.Min(model.ContextSize, LlamaOptions.DefaultContextLimit), model.ContextSize);

    /// <summary>Bytes of keys and values of one position; <c>null</c> where it is not the same for all.</summary>
    public static long? FindBytesPerToken(SafeLlamaModelHandle model, GgufMetadata metadata, TensorType type)
    {
        string prefix = metadata.GetString("general.architecture") + ".attention.";
        if (model.IsRecurrent || model.HeadCount <= 0)
        {
            return null;
        }

        long width = model.EmbeddingSize / model.HeadCount;
        long keys = metadata.FindUInt32(prefix + "key_length") ?? width;
        long values = metadata.FindUInt32(prefix + "value_length") ?? width;
        TensorLayout layout = TensorLayout.For(type);
        return model.LayerCount * model.KVHeadCount * (keys + values) * layout.BlockBytes / layout.BlockLength;
    }

    /// <summary>Makes a context, with the adapter that the options name; the caller disposes it.</summary>
    /// <param name="model">The model.</param>
    /// <param name="path">Its file, for messages.</param>
    /// <param name="options">How it is run.</param>
    /// <param name="watch">Called for every operation, with its argument; none by default.</param>
    /// <exception cref="InvalidInputException">There is not enough memory, or the adapter cannot be used.</exception>
    public static SafeLLamaContextHandle Create(
        SafeLlamaModelHandle model, string path, LlamaOptions options, (nint Function, nint Argument) watch = default)
    {
        int positions = (LengthOf(model, options) + Granularity - 1) / Granularity * Granularity;
        LLamaContextParams wanted = LLamaContextParams.Default();
        wanted.n_ctx = (uint)(positions * options.Sequences);
        // Where every token sees all others, a text must be evaluated at once: llama.cpp ends the process otherwise.
        wanted.n_batch = (uint)(options.Pooling is null
            ? Math.Max(LlamaOptions.BatchTokens, options.Sequences) : positions);
        wanted.n_ubatch = (uint)(options.Pooling is null
            ? Math.Max(options.PieceTokens, options.Sequences) : positions);
        wanted.embeddings = options.Pooling is not null;
        wanted.llama_pooling_type = options.Pooling ?? wanted.llama_pooling_type;
        wanted.n_seq_max = (uint)options.Sequences;
        wanted.n_threads = wanted.n_threads_batch = options.Threads;
        wanted.type_k = wanted.type_v = TypeOf(options.KeyValueType);
        // With flash attention, llama.cpp rounds keys and values to F16 however they are kept.
        wanted.llama_flash_attn_type = options.KeyValueType == TensorType.F32
            ? LLamaFlashAttentionType.LLAMA_FLASH_ATTENTION_TYPE_DISABLED
            : LLamaFlashAttentionType.LLAMA_FLASH_ATTENTION_TYPE_AUTO;
        // Each sequence has cells of its own, so that where its keys lie does not depend on other sequences.
        wanted.kv_unified = false;
        wanted.offload_kqv = options.GpuLayers > 0;
        wanted.no_perf = true;
        (wanted.cb_eval, wanted.cb_eval_user_data) = watch;
        SafeLLamaContextHandle context =
            LlamaLog.Watch(() => SafeLLamaContextHandle.Create(model, wanted), out IReadOnlyList<string> errors);
        if (context.IsInvalid)
        {
            model.DangerousRelease();
            throw new InvalidInputException(
                path,
                $"llama.cpp cannot make a context of {options.Sequences} × {positions} positions: "
                    + (LlamaLog.FindCause(errors) ?? "it gives no reason"),
                fix: "Set a smaller \"context\" or fewer \"sequences\".");
        }

        try
        {
            if (options.AdapterPath is { } adapter)
            {
                Apply(model, context, adapter);
            }

            return context;
        }
        catch
        {
            context.Dispose();
            throw;
        }
    }

    private static void Apply(SafeLlamaModelHandle model, SafeLLamaContextHandle context, string path)
    {
        LlamaModelFile.RequireAdapter(path);
        LoraAdapter adapter = LlamaLog.Watch(() => model.LoadLoraFromFile(path), out IReadOnlyList<string> errors);
        if (errors.Count > 0)
        {
            throw new InvalidInputException(
                path,
                $"an adapter that llama.cpp cannot apply: {LlamaLog.FindCause(errors)}",
                "a LoRA adapter in GGUF for this model");
        }

        context.SetLoraAdapters((adapter, 1f));
    }

    private static GGMLType TypeOf(TensorType type) => type switch
    {
        TensorType.F32 => GGMLType.GGML_TYPE_F32,
        TensorType.F16 => GGMLType.GGML_TYPE_F16,
        TensorType.Q8_0 => GGMLType.GGML_TYPE_Q8_0,
        TensorType.Q4_0 => GGMLType.GGML_TYPE_Q4_0,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Not a type of keys and values."),
    };
}
