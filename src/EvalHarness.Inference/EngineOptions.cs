using EvalHarness.Inference.Gguf;

namespace EvalHarness.Inference;

/// <summary>
/// How a model is loaded. What a model answers depends on <see cref="ContextLength"/>, <see cref="KeyValueType"/>,
/// <see cref="Int8Activations"/> and <see cref="AdapterPath"/>, and on no other value.
/// </summary>
public sealed record EngineOptions
{
    /// <summary>The values of <see cref="KeyValueType"/>, by falling size.</summary>
    public static IReadOnlyList<TensorType> KeyValueTypes { get; } =
        [TensorType.F32, TensorType.F16, TensorType.Q8_0, TensorType.Q4_0];

    /// <summary>Threads that compute; at least 1.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Sequences decoded together; at least 1.</summary>
    public int MaxSequences { get; init; } = 16;

    /// <summary>
    /// Positions per sequence, prompt and answer together, at most the model's; <c>null</c> for the model's own. Keys
    /// and values take memory only as sequences grow.
    /// </summary>
    public int? ContextLength { get; init; }

    /// <summary>Most tokens of one forward pass; at least <see cref="MaxSequences"/>.</summary>
    public int BatchTokens { get; init; } = 512;

    /// <summary>
    /// Models whose weights take at most this many bytes as F32 are expanded to F32 when they are loaded; larger ones
    /// are multiplied as they lie in the file.
    /// </summary>
    public long ExpansionLimitBytes { get; init; } = 1L << 30;

    /// <summary>
    /// How keys and values are kept, one of <see cref="KeyValueTypes"/>: in full, in half precision, or in blocks of 32
    /// elements of a position with 8 or 4 bits under a scale.
    /// </summary>
    public TensorType KeyValueType { get; init; } = TensorType.F32;

    /// <summary>
    /// Rounds each token's activations to 8 bits before they meet a matrix (W8A8); the matrices must be stored as Q8_0,
    /// Q5_0 or Q4_0. The side paths of an adapter stay in F32.
    /// </summary>
    public bool Int8Activations { get; init; }

    /// <summary>A LoRA adapter in GGUF that is added to the model's matrices; <c>null</c> for none.</summary>
    public string? AdapterPath { get; init; }

    /// <summary>
    /// Most memory that the model may take beside its file, in bytes; <c>null</c> for what the process may use.
    /// </summary>
    public long? MemoryLimitBytes { get; init; }

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Threads);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Threads, 1024);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxSequences);
        ArgumentOutOfRangeException.ThrowIfLessThan(BatchTokens, MaxSequences);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(BatchTokens, 1 << 16);
        ArgumentOutOfRangeException.ThrowIfNegative(ExpansionLimitBytes);
        if (!KeyValueTypes.Contains(KeyValueType))
        {
            throw new ArgumentOutOfRangeException(
                nameof(KeyValueType), KeyValueType, $"Must be one of {string.Join(", ", KeyValueTypes)}.");
        }

        if (MemoryLimitBytes is { } limit)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        }

        if (ContextLength is { } length)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        }
    }
}
