namespace EvalHarness.Inference.Kernels;

/// <summary>
/// How much memory buffers may take together. A system that promises more memory than it has ends the process when
/// the memory is used; so what goes beyond is refused before the system is asked. Thread-safe.
/// </summary>
/// <param name="limitBytes">The most that may be taken.</param>
internal sealed class MemoryBudget(long limitBytes)
{
    private long _taken;

    /// <summary>The memory that this process may use: the machine's, or its container's share.</summary>
    public static MemoryBudget OfProcess { get; } = new(
        GC.GetGCMemoryInfo().TotalAvailableMemoryBytes is > 0 and long known ? known : long.MaxValue);

    /// <summary>The most that may be taken.</summary>
    public long LimitBytes => limitBytes;

    /// <summary>What is left of it.</summary>
    public long AvailableBytes => Math.Max(0, limitBytes - Interlocked.Read(ref _taken));

    /// <summary>Counts memory that is about to be taken.</summary>
    /// <exception cref="InsufficientMemoryException">So much is not left; nothing was counted.</exception>
    public void Take(long bytes)
    {
        if (Interlocked.Add(ref _taken, bytes) > limitBytes)
        {
            Return(bytes);
            throw new InsufficientMemoryException();
        }
    }

    /// <summary>Counts memory that was given back.</summary>
    public void Return(long bytes) => Interlocked.Add(ref _taken, -bytes);
}
