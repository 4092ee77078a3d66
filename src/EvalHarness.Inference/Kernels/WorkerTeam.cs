namespace EvalHarness.Inference.Kernels;

/// <summary>
/// A small fixed set of threads that run one body together, the caller among them. The body meets the others at
/// <see cref="Synchronize"/>; which worker does what never changes a result.
/// </summary>
internal sealed class WorkerTeam : IDisposable
{
    private readonly TeamBarrier _barrier;
    private readonly Thread[] _threads;
    private Action<int>? _body;

    /// <summary>Starts <paramref name="size"/> − 1 background threads.</summary>
    /// <param name="size">Workers, the caller included; at least 1.</param>
    public WorkerTeam(int size)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        Size = size;
        _barrier = new TeamBarrier(size);
        _threads = new Thread[size - 1];
        for (int i = 0; i < _threads.Length; i++)
        {
            int worker = i + 1;
            _threads[i] = new Thread(() => Work(worker)) { IsBackground = true, Name = $"inference {worker}" };
            _threads[i].Start();
        }
    }

    /// <summary>Workers, the caller included.</summary>
    public int Size { get; }

    /// <summary>Runs <paramref name="body"/> once on every worker and returns when all are done.</summary>
    /// <param name="body">Gets the number of its worker, the caller being 0. It must not throw.</param>
    public void Run(Action<int> body)
    {
        _body = body;
        Synchronize();
        body(0);
        Synchronize();
    }

    /// <summary>Inside a body: waits until every worker has come to the same point.</summary>
    public void Synchronize()
    {
        if (Size > 1)
        {
            _barrier.Wait();
        }
    }

    /// <summary>Ends the threads; no body may be running.</summary>
    public void Dispose()
    {
        _body = null;
        Synchronize();
        foreach (Thread thread in _threads)
        {
            thread.Join();
        }
    }

    private void Work(int worker)
    {
        while (true)
        {
            _barrier.Wait();
            if (_body is not { } body)
            {
                return;
            }

            body(worker);
            _barrier.Wait();
        }
    }
}
