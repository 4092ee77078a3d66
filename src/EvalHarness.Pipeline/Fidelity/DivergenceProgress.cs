namespace EvalHarness.Pipeline.Fidelity;

/// <summary>How far a comparison is.</summary>
/// <param name="ChunksDone">Chunks compared.</param>
/// <param name="Chunks">Chunks in all.</param>
public readonly record struct DivergenceProgress(int ChunksDone, int Chunks);
