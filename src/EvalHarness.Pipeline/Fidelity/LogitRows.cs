namespace EvalHarness.Pipeline.Fidelity;

/// <summary>
/// Hands rows of logits from the thread of one engine to the thread of another, in order. Holds a fixed number of
/// rows: the engine that is ahead waits.
/// </summary>
internal sealed class LogitRows : IDisposable
{
    private const long MemoryBytes = 16L << 20;

    private readonly float[][] _rows;
    private readonly SemaphoreSlim _free;
    private readonly SemaphoreSlim _filled = new(0);
    private readonly CancellationToken _stop;
    private int _next;
    private int _first;

    /// <summary>Makes room.</summary>
    /// <param name="vocabulary">Logits per row.</param>
    /// <param name="most">Most rows worth holding.</param>
    /// <param name="stop">Ends every wait.</param>
    public LogitRows(int vocabulary, int most, CancellationToken stop)
    {
        int rows = (int)Math.Clamp(MemoryBytes / sizeof(float) / vocabulary, 2, Math.Max(2, most));
        _rows = new float[rows][];
        for (int i = 0; i < rows; i++)
        {
            _rows[i] = new float[vocabulary];
        }

        _free = new SemaphoreSlim(rows);
        _stop = stop;
    }

    /// <summary>Copies a row in; waits while there is no room.</summary>
    /// <exception cref="OperationCanceledException">The comparison has ended.</exception>
    public void Put(ReadOnlySpan<float> logits)
    {
        _free.Wait(_stop);
        logits.CopyTo(_rows[_next]);
        _next = (_next + 1) % _rows.Length;
        _filled.Release();
    }

    /// <summary>The oldest row; waits for it. It stays valid until <see cref="Release"/>.</summary>
    /// <exception cref="OperationCanceledException">The comparison has ended.</exception>
    public ReadOnlySpan<float> Take()
    {
        _filled.Wait(_stop);
        return _rows[_first];
    }

    /// <summary>Gives the oldest row's room back.</summary>
    public void Release()
    {
        _first = (_first + 1) % _rows.Length;
        _free.Release();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _free.Dispose();
        _filled.Dispose();
    }
}
