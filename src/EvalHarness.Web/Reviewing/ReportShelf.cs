using EvalHarness.Pipeline.Browsing;
using EvalHarness.Pipeline.Runs.Reporting;
using EvalHarness.Reporting;
using EvalHarness.Runs;

namespace EvalHarness.Web.Reviewing;

/// <summary>
/// Reports of stored runs, made in the background one after another and kept while nothing changes: a page shows the
/// newest that is there.
/// </summary>
/// <param name="store">The runs.</param>
/// <param name="path">Path of the store's file: it is looked at for changes.</param>
/// <param name="time">Tells when a report of a run under way was made.</param>
internal sealed class ReportShelf(IStoredRuns store, string path, TimeProvider time) : IDisposable
{
    // A report of more samples takes its time and its memory, so that only who asks for it gets it.
    private const int MostSamplesUnasked = 200_000;

    private static readonly TimeSpan s_rest = TimeSpan.FromSeconds(5);

    private readonly RunReports _reports = new(store, time);
    private readonly SemaphoreSlim _oneAtATime = new(1);
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Entry> _shelf = new(StringComparer.Ordinal);

    /// <summary>
    /// The report of a run as it is now, or, where that takes longer than this, as it was; <c>null</c> while there is
    /// none.
    /// </summary>
    /// <param name="run">The run.</param>
    /// <param name="patience">How long to wait for it.</param>
    /// <param name="isAsked">The report is what somebody asked for; else that of a large run is not begun.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="InvalidInputException">The run's rows are damaged.</exception>
    public async Task<Report?> FindAsync(
        RunRecord run, TimeSpan patience, bool isAsked, CancellationToken cancellationToken)
    {
        if (!isAsked && IsLarge(run))
        {
            lock (_lock)
            {
                return _shelf.GetValueOrDefault(run.Id)?.Report is { IsCompletedSuccessfully: true } known
                    ? known.Result
                    : null;
            }
        }

        Entry entry = Renew(run);
        await Task.WhenAny(entry.Report, Task.Delay(patience, cancellationToken));
        return entry.Report.IsCompleted ? await entry.Report : entry.Last;
    }

    /// <summary>A run has so many samples that its report is made for who asks for it alone.</summary>
    public static bool IsLarge(RunRecord run) => run.Manifest.Samples.Values.Sum() > MostSamplesUnasked;

    /// <summary>Waits for the report under way, which the store must outlive, and makes no more.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        Task[] reports;
        lock (_lock)
        {
            reports = [.. _shelf.Values.Select(entry => entry.Report)];
        }

        await Task.WhenAll(reports).ContinueWith(static _ => { }, TaskScheduler.Default);
        Dispose();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _oneAtATime.Dispose();
        _stop.Dispose();
    }

    private Entry Renew(RunRecord run)
    {
        string state = $"{run.Status} {run.Finished:O} {StoreStamp.Of(path)} {StoreStamp.Of(path + "-labels")}";
        lock (_lock)
        {
            Entry? known = _shelf.GetValueOrDefault(run.Id);
            bool isResting = known is not null && time.GetElapsedTime(known.Started) < s_rest
                && run.Status == RunStatus.Running;
            if (known is null || known.Report.IsFaulted
                || (known.Report.IsCompleted && known.State != state && !isResting))
            {
                Report? last = known?.Report.IsCompletedSuccessfully == true ? known.Report.Result : known?.Last;
                _shelf[run.Id] = known = new Entry(state, time.GetTimestamp(), MakeAsync(run), last);
            }

            return known;
        }
    }

    private async Task<Report> MakeAsync(RunRecord run)
    {
        await _oneAtATime.WaitAsync(_stop.Token);
        try
        {
            return await Task.Run(() => _reports.BuildAsync(run, gates: null, _stop.Token), _stop.Token);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    private sealed record Entry(string State, long Started, Task<Report> Report, Report? Last);
}
