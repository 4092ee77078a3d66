namespace EvalHarness.Pipeline.Runs.Answering;

/// <summary>
/// Stops asking a model as soon as its errors alone make the run incomplete: nothing that follows could complete it.
/// Thread-safe.
/// </summary>
internal sealed class ErrorBudget : IDisposable
{
    private readonly CancellationTokenSource _stop;
    private readonly Func<int?> _samples;
    private readonly double _share;
    private int _errors;

    // Known as soon as the samples are counted, which is done once.
    private double _most = double.PositiveInfinity;

    /// <summary>Allows a share of the samples to fail.</summary>
    /// <param name="samples">Gives all samples of the model; <c>null</c> as long as they are not counted.</param>
    /// <param name="share">Largest share that may fail, 0–1.</param>
    /// <param name="cancellationToken">Stops too.</param>
    public ErrorBudget(Func<int?> samples, double share, CancellationToken cancellationToken)
    {
        (_samples, _share) = (samples, share);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    }

    /// <summary>Cancelled when no more samples should be asked.</summary>
    public CancellationToken Token => _stop.Token;

    /// <summary>Errors so far.</summary>
    public int Errors => Volatile.Read(ref _errors);

    /// <summary>More failed than may.</summary>
    public bool IsSpent => Errors > Volatile.Read(ref _most);

    /// <summary>Counts one output.</summary>
    public void Count(ModelOutput output)
    {
        if (output.Error is not null)
        {
            Interlocked.Increment(ref _errors);
        }

        if (double.IsPositiveInfinity(Volatile.Read(ref _most)) && _samples() is { } samples)
        {
            Volatile.Write(ref _most, samples * _share);
        }

        if (IsSpent)
        {
            _stop.Cancel();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _stop.Dispose();
}
