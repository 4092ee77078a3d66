namespace EvalHarness.Inference.Kernels;

/// <summary>The part of some items that one worker computes.</summary>
/// <param name="First">First item.</param>
/// <param name="End">One past the last item.</param>
internal readonly record struct Share(int First, int End)
{
    /// <summary>Number of items.</summary>
    public int Count => End - First;

    /// <summary>A worker's part of items that are dealt out in equal runs.</summary>
    /// <param name="worker">Number of the worker.</param>
    /// <param name="workers">Number of workers.</param>
    /// <param name="count">Number of items.</param>
    /// <param name="granularity">Parts begin at multiples of this.</param>
    public static Share Create(int worker, int workers, int count, int granularity = 1)
    {
        int groups = (count + granularity - 1) / granularity;
        int first = (int)((long)groups * worker / workers) * granularity;
        int end = (int)((long)groups * (worker + 1) / workers) * granularity;
        return new Share(Math.Min(first, count), Math.Min(end, count));
    }
}
