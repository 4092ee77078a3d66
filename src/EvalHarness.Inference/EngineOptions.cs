namespace EvalHarness.Inference;

/// <summary>How a model is loaded. No value changes what a model answers, except <see cref="ContextLength"/>.</summary>
public sealed record EngineOptions
{
    /// <summary>Longest context taken when <see cref="ContextLength"/> is not set.</summary>
    public const int DefaultContextLimit = 4096;

    /// <summary>Threads that compute; at least 1.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Sequences decoded together; at least 1.</summary>
    public int MaxSequences { get; init; } = 16;

    /// <summary>
    /// Positions per sequence, prompt and answer together, at most the model's; <c>null</c> for the model's own, cut at
    /// <see cref="DefaultContextLimit"/>.
    /// </summary>
    public int? ContextLength { get; init; }

    /// <summary>Most tokens of one forward pass; at least <see cref="MaxSequences"/>.</summary>
    public int BatchTokens { get; init; } = 512;

    /// <summary>
    /// Models whose weights take at most this many bytes as F32 are expanded to F32 when they are loaded; larger ones
    /// are multiplied as they lie in the file.
    /// </summary>
    public long ExpansionLimitBytes { get; init; } = 1L << 30;

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Threads);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Threads, 1024);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxSequences);
        ArgumentOutOfRangeException.ThrowIfLessThan(BatchTokens, MaxSequences);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(BatchTokens, 1 << 16);
        ArgumentOutOfRangeException.ThrowIfNegative(ExpansionLimitBytes);
        if (ContextLength is { } length)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        }
    }
}
