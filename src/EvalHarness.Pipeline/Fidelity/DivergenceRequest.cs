using EvalHarness.Inference;
using EvalHarness.Pipeline.Models;

namespace EvalHarness.Pipeline.Fidelity;

/// <summary>What to compare, and how.</summary>
public sealed record DivergenceRequest
{
    /// <summary>
    /// The baseline: a GGUF model, or log-probabilities that <see cref="SaveBasePath"/> wrote; what an endpoint is
    /// called where <see cref="BaseEndpoint"/> is one.
    /// </summary>
    public required string BasePath { get; init; }

    /// <summary>
    /// The candidate: a GGUF model with the baseline's vocabulary; what an endpoint is called where
    /// <see cref="CandidateEndpoint"/> is one.
    /// </summary>
    public required string CandidatePath { get; init; }

    /// <summary>
    /// The baseline where <see cref="BasePath"/> is no file that is to be loaded, such as a model folder of ONNX
    /// Runtime GenAI; stays the caller's. <c>null</c> when it is a file or is served.
    /// </summary>
    public LoadedModel? LoadedBase { get; init; }

    /// <summary>The candidate, likewise.</summary>
    public LoadedModel? LoadedCandidate { get; init; }

    /// <summary>What a GGUF baseline was found to say before; <c>null</c> to remember nothing.</summary>
    internal LogitMemory? BaseMemory { get; init; }

    /// <summary>Where the baseline is served; <c>null</c> when it is a file.</summary>
    public DivergenceEndpoint? BaseEndpoint { get; init; }

    /// <summary>Where the candidate is served; <c>null</c> when it is a file.</summary>
    public DivergenceEndpoint? CandidateEndpoint { get; init; }

    /// <summary>
    /// GGUF model whose tokenizer cuts the text where both sides are endpoints; <c>null</c> where a side is a file.
    /// </summary>
    public string? TokenizerPath { get; init; }

    /// <summary>What the baseline runs with, likewise.</summary>
    public EngineOptions BaseOptions { get; init; } = new();

    /// <summary>
    /// What the candidate runs with beside its weights: type of keys and values, rounding of activations, adapter. Its
    /// threads, context and batches are set by the measurement.
    /// </summary>
    public EngineOptions CandidateOptions { get; init; } = new();

    /// <summary>UTF-8 text to read; <c>null</c> to take the text that saved log-probabilities hold.</summary>
    public string? TextPath { get; init; }

    /// <summary>Tokens per chunk, at least 8; <c>null</c> for 512, or what saved log-probabilities used.</summary>
    public int? Context { get; init; }

    /// <summary>Most chunks, from the start of the text; <c>null</c> for all.</summary>
    public int? ChunkLimit { get; init; }

    /// <summary>Threads that compute, shared by the two models: at least one each.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Chunk beginnings that both models continue greedily; 0 for none.</summary>
    public int GreedyPrompts { get; init; } = 16;

    /// <summary>Most tokens of a greedy continuation; cut at the context.</summary>
    public int GreedyTokens { get; init; } = 32;

    /// <summary>Where to write the baseline's log-probabilities; <c>null</c> for nowhere.</summary>
    public string? SaveBasePath { get; init; }

    /// <summary>
    /// Tokens per position that an endpoint is asked for and that are written one by one; the others count as one.
    /// </summary>
    public int TopTokens { get; init; } = 64;
}
