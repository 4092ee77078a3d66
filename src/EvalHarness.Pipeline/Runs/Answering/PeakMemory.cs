namespace EvalHarness.Pipeline.Runs.Answering;

/// <summary>The largest resident memory of this process while it is measured.</summary>
internal sealed class PeakMemory : IDisposable
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(100);
    private static int s_measuring;
    private readonly Timer _timer;
    private long _bytes;

    /// <summary>
    /// Starts to measure, the garbage of what came before given back to the system first. Where another model is
    /// measured already, that would stop it, and the figure is one of both anyway.
    /// </summary>
    public PeakMemory()
    {
        if (Interlocked.Increment(ref s_measuring) == 1)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }

        _bytes = Environment.WorkingSet;
        _timer = new Timer(_ => Sample(), null, s_interval, s_interval);
    }

    /// <summary>The largest so far, in bytes.</summary>
    public long Bytes
    {
        get
        {
            Sample();
            return Interlocked.Read(ref _bytes);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer.Dispose();
        Interlocked.Decrement(ref s_measuring);
    }

    private void Sample()
    {
        long now = Environment.WorkingSet;
        long seen = Interlocked.Read(ref _bytes);
        while (now > seen)
        {
            long before = Interlocked.CompareExchange(ref _bytes, now, seen);
            if (before == seen)
            {
                return;
            }

            seen = before;
        }
    }
}
