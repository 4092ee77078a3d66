using EvalHarness.Inference.Kernels;

namespace EvalHarness.Inference.Transformer;

/// <summary>
/// What a forward pass needs beside the weights: rows of activations, and the parts that grow with the sequences (keys
/// and values, scratch to attend over them, rotary tables). Owns all but the cache.
/// </summary>
internal sealed class PassMemory : IDisposable
{
    /// <summary>Allocates what does not grow.</summary>
    /// <param name="config">Shape of the model.</param>
    /// <param name="weights">The weights.</param>
    /// <param name="cache">Keys and values.</param>
    /// <param name="workers">Workers that compute.</param>
    /// <param name="batch">Says how many tokens a batch has at most.</param>
    /// <param name="budget">What the memory counts against; <c>null</c> for the process's.</param>
    /// <exception cref="OutOfMemoryException">The memory is not granted.</exception>
    public PassMemory(
        ModelConfig config,
        ModelWeights weights,
        KeyValueCache cache,
        int workers,
        TokenBatch batch,
        MemoryBudget? budget)
    {
        Cache = cache;
        Activations = new Activations(
            new ActivationShape(config), batch.Capacity, batch.LogitCapacity, workers, weights.ScratchLength, budget);
        Rotary = new RotaryEmbedding(
            config.HeadLength, config.RopeBase, config.RopeScale, config.RopeAmplitude, weights.RopeFactors, budget);
    }

    /// <summary>Keys and values of the sequences.</summary>
    public KeyValueCache Cache { get; }

    /// <summary>Rows of activations.</summary>
    public Activations Activations { get; }

    /// <summary>Tables of the rotary angles.</summary>
    public RotaryEmbedding Rotary { get; }

    /// <summary>Memory of what is owned, in bytes.</summary>
    public long Bytes => Activations.Bytes + Rotary.Bytes;

    /// <summary>
    /// Gives the first positions of a sequence memory, and whatever a pass over them needs; not during a pass.
    /// </summary>
    /// <exception cref="OutOfMemoryException">
    /// The memory is not granted: the sequence then holds nothing, and the others are as before.
    /// </exception>
    public void Reserve(int slot, int positions)
    {
        try
        {
            Cache.Reserve(slot, positions);
            Activations.Reserve(Cache);
            Rotary.Reserve(positions);
        }
        catch (OutOfMemoryException)
        {
            Cache.Clear(slot);
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Activations.Dispose();
        Rotary.Dispose();
    }
}
