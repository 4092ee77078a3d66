using System.Collections.Concurrent;

namespace EvalHarness.Inference.Engine;

/// <summary>
/// A thread that evaluates requests: takes what is handed over, and works step by step until it is disposed.
/// </summary>
internal abstract class SequenceScheduler : IDisposable
{
    private readonly ConcurrentQueue<SequenceWork> _incoming = new();
    private readonly SemaphoreSlim _arrivals = new(0);
    private readonly Thread _thread;
    private volatile bool _isStopping;

    /// <summary>Prepares the thread, which <see cref="Start"/> starts.</summary>
    /// <param name="name">Its name, for debuggers.</param>
    private protected SequenceScheduler(string name) => _thread = new Thread(Work) { IsBackground = true, Name = name };

    /// <summary>Requests that have no sequence yet, in the order of their arrival; of the thread alone.</summary>
    private protected LinkedList<SequenceWork> Waiting { get; } = new();

    /// <summary>The scheduler is being disposed.</summary>
    private protected bool IsStopping => _isStopping;

    /// <summary>Hands over a request.</summary>
    public void Submit(SequenceWork work)
    {
        ObjectDisposedException.ThrowIf(_isStopping, this);
        _incoming.Enqueue(work);
        _arrivals.Release();
    }

    /// <summary>Ends the thread; requests that are not finished fail.</summary>
    public void Dispose()
    {
        if (!_isStopping)
        {
            _isStopping = true;
            _arrivals.Release();
            _thread.Join();
            _arrivals.Dispose();
            Release();
        }
    }

    /// <summary>Whether a request has a sequence.</summary>
    private protected abstract bool HasActive { get; }

    /// <summary>Requests that have a sequence.</summary>
    private protected abstract IEnumerable<SequenceWork> Active { get; }

    /// <summary>Starts the thread; called once, when everything that a step needs is there.</summary>
    private protected void Start() => _thread.Start();

    /// <summary>Does the next piece of work, on the thread.</summary>
    private protected abstract void Step();

    /// <summary>Gives back what the scheduler owns, once the thread has ended.</summary>
    private protected virtual void Release()
    {
    }

    private void Work()
    {
        while (!_isStopping)
        {
            if (!HasActive && Waiting.Count == 0)
            {
                _arrivals.Wait();
            }

            Receive();
            Step();
        }

        Receive();
        foreach (SequenceWork unfinished in Active.Concat(Waiting))
        {
            unfinished.Fail(new ObjectDisposedException(nameof(InferenceEngine)));
        }
    }

    private void Receive()
    {
        while (_incoming.TryDequeue(out SequenceWork? work))
        {
            Waiting.AddLast(work);
        }
    }
}
