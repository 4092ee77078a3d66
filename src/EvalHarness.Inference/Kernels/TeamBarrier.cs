namespace EvalHarness.Inference.Kernels;

/// <summary>
/// A barrier for a fixed number of threads that spins for some microseconds, then blocks: on a busy machine a spinning
/// thread would take the core from the one it waits for.
/// </summary>
internal sealed class TeamBarrier(int participants)
{
    /// <summary>Turns of about 30 ns before blocking.</summary>
    private const int SpinTurns = 400;

    private readonly object _gate = new();
    private int _arrived;
    private int _sleepers;
    private volatile int _generation;

    /// <summary>Returns when all participants have called it.</summary>
    public void Wait()
    {
        int generation = _generation;
        if (Interlocked.Increment(ref _arrived) == participants)
        {
            Release();
            return;
        }

        for (int turn = 0; turn < SpinTurns; turn++)
        {
            if (_generation != generation)
            {
                return;
            }

            Thread.SpinWait(4);
        }

        Sleep(generation);
    }

    private void Release()
    {
        _arrived = 0;
        Interlocked.Increment(ref _generation);
        if (Volatile.Read(ref _sleepers) > 0)
        {
            lock (_gate)
            {
                Monitor.PulseAll(_gate);
            }
        }
    }

    /// <summary>The full fences of both increments: a sleeper is seen, or sees the release.</summary>
    private void Sleep(int generation)
    {
        lock (_gate)
        {
            Interlocked.Increment(ref _sleepers);
            while (_generation == generation)
            {
                Monitor.Wait(_gate);
            }

            Interlocked.Decrement(ref _sleepers);
        }
    }
}
