namespace EvalHarness.Pipeline.Models.Chain;

/// <summary>Time in which calls that are under way may come to their end after the user has stopped the work.</summary>
internal sealed class Grace : IDisposable
{
    /// <summary>How long: short enough that all is saved within two seconds of the signal.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromSeconds(0.8);

    private readonly CancellationTokenSource _cut;
    private readonly CancellationTokenRegistration _stopping;

    /// <summary>Waits for the stop.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="stop">Cancelled when nothing new is to be begun.</param>
    public Grace(TimeProvider time, CancellationToken stop)
    {
        _cut = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        _stopping = stop.Register(() => _cut.CancelAfter(Length));
    }

    /// <summary>Cancelled when the time is over.</summary>
    public CancellationToken Cut => _cut.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        _stopping.Dispose();
        _cut.Dispose();
    }
}
