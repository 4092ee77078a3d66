namespace EvalHarness.Pipeline.Runs.Answering;

/// <summary>
/// Stops asking a model as soon as its errors alone make the run incomplete: nothing that follows could complete it.
/// Thread-safe.
/// </summary>
internal sealed class ErrorBudget : IDisposable
{
    private readonly CancellationTokenSource _stop;
    private readonly double _most;
    private int _errors;

    /// <summary>Allows a share of the samples to fail.</summary>
    /// <param name="samples">All samples of the model.</param>
    /// <param name="share">Largest share that may fail, 0–1.</param>
    /// <param name="cancellationToken">Stops too.</param>
    public ErrorBudget(int samples, double share, CancellationToken cancellationToken)
    {
        _most = samples * share;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    }

    /// <summary>Cancelled when no more samples should be asked.</summary>
    public CancellationToken Token => _stop.Token;

    /// <summary>Errors so far.</summary>
    public int Errors => Volatile.Read(ref _errors);

    /// <summary>More failed than may.</summary>
    public bool IsSpent => Errors > _most;

    /// <summary>Counts one output.</summary>
    public void Count(ModelOutput output)
    {
        if (output.Error is not null && Interlocked.Increment(ref _errors) > _most)
        {
            _stop.Cancel();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _stop.Dispose();
}
