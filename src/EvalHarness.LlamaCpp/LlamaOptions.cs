using EvalHarness.Inference;
using EvalHarness.Inference.Gguf;
using LLama.Native;

namespace EvalHarness.LlamaCpp;

/// <summary>
/// How llama.cpp loads a model. What it answers depends on every value but <see cref="Threads"/>, and with a single
/// sequence on that too.
/// </summary>
internal sealed record LlamaOptions
{
    /// <summary>Sequences of a batch where nothing else is asked for.</summary>
    public const int DefaultSequences = 4;

    /// <summary>
    /// Longest context taken where nothing else is asked for: its memory is taken at once, for every sequence.
    /// </summary>
    public const int DefaultContextLimit = 4096;

    /// <summary>Most tokens that are handed over at once: llama.cpp's own default.</summary>
    public const int BatchTokens = 512;

    /// <summary>The values of <see cref="KeyValueType"/>.</summary>
    public static IReadOnlyList<TensorType> KeyValueTypes => EngineOptions.KeyValueTypes;

    /// <summary>Threads that compute; at least 1.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Sequences decoded together; at least 1.</summary>
    public int Sequences { get; init; } = DefaultSequences;

    /// <summary>
    /// Every batch that decodes has one row per sequence, computed for nobody where no request needs it: rows are
    /// rounded by the shape of their batch, so an answer then does not depend on what is asked beside it.
    /// </summary>
    public bool HasFixedShape { get; init; } = true;

    /// <summary>
    /// Positions per sequence, prompt and answer together, at most the model's; <c>null</c> for the model's own, cut at
    /// <see cref="DefaultContextLimit"/>.
    /// </summary>
    public int? ContextLength { get; init; }

    /// <summary>How keys and values are kept, one of <see cref="KeyValueTypes"/>; F16 is llama.cpp's default.</summary>
    public TensorType KeyValueType { get; init; } = TensorType.F16;

    /// <summary>A LoRA adapter in GGUF that is added to the model's matrices; <c>null</c> for none.</summary>
    public string? AdapterPath { get; init; }

    /// <summary>
    /// How the vectors of a text's tokens become its embedding; <c>null</c> for a model that writes. One text is then
    /// evaluated at a time, whole.
    /// </summary>
    public LLamaPoolingType? Pooling { get; init; }

    /// <summary>Layers computed by the graphics processor; 0 for none.</summary>
    public int GpuLayers { get; init; }

    /// <summary>
    /// Tokens of a prompt that are evaluated together; prompts that begin alike share whole pieces. On a processor, 64
    /// rows cost no more each than 512 do; a graphics processor is given llama.cpp's own 512.
    /// </summary>
    public int PieceTokens => GpuLayers > 0 ? BatchTokens : 64;
}
