using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using EvalHarness.Pipeline.Analysis;
using EvalHarness.Pipeline.Configuration;
using EvalHarness.Pipeline.Configuration.Loading;
using EvalHarness.Pipeline.Runs.Reporting;
using EvalHarness.Pipeline.Storage;
using EvalHarness.Runs;

namespace EvalHarness.Pipeline.Browsing;

/// <summary>
/// The index of one run's items, kept up to date in the background: while a new one is made, the old one answers.
/// </summary>
/// <param name="reader">Where the run is.</param>
/// <param name="run">The run's id.</param>
/// <param name="store">Path of the store's file: it is looked at for changes.</param>
/// <param name="folder">Folder of indexes.</param>
internal sealed class RunItems(IStoredRuns reader, string run, string store, string folder) : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_rest = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private readonly List<ItemIndex> _opened = [];
    private Task _work = Task.CompletedTask;
    private string? _seen;
    private long _started;
    private TimeSpan _took;
    private long _done;

    /// <summary>Samples that the index under way has taken in.</summary>
    public long Done => Interlocked.Read(ref _done);

    /// <summary>The newest index; <c>null</c> while the first one is being made.</summary>
    /// <exception cref="InvalidInputException">The store is damaged.</exception>
    public async Task<ItemIndex?> FindAsync(CancellationToken cancellationToken)
    {
        Task work = Refresh();
        if (_opened.Count == 0 || work.IsFaulted)
        {
            await Task.WhenAny(work, Task.Delay(s_patience, cancellationToken));
            if (work.IsCompleted)
            {
                await work;
            }
        }

        lock (_lock)
        {
            return _opened.LastOrDefault();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _work.ContinueWith(static _ => { }, TaskScheduler.Default);
        _opened.ForEach(index => index.Dispose());
        _stop.Dispose();
    }

    private Task Refresh()
    {
        lock (_lock)
        {
            // A run under way changes all the time: between two looks at it lie several times what one took.
            bool isDue = _opened.Count == 0
                || Stopwatch.GetElapsedTime(_started) > (_took * 10 > s_rest ? _took * 10 : s_rest);
            string now = StoreStamp.Of(store);
            if (_work.IsCompleted && (_work.IsFaulted || (isDue && now != _seen)))
            {
                _seen = now;
                _started = Stopwatch.GetTimestamp();
                _work = Task.Run(RefreshAsync);
            }

            return _work;
        }
    }

    private async Task RefreshAsync()
    {
        long start = Stopwatch.GetTimestamp();
        CancellationToken cancellationToken = _stop.Token;
        RunRecord? record = await reader.FindRunAsync(run, cancellationToken);
        if (record is null)
        {
            return;
        }

        if (_opened.Count == 0 && Files().Select(ItemIndex.TryOpen).OfType<ItemIndex>().FirstOrDefault() is { } old)
        {
            Show(old);
        }

        string stamp = await StampAsync(record, cancellationToken);
        if (_opened.LastOrDefault()?.Stamp != stamp)
        {
            string path = Path.Combine(folder, $"{run}-{stamp[..12]}.items");
            EvalConfiguration configuration =
                ConfigurationFile.ParseResolved(record.Configuration, $"run {record.Id}");
            StoredJudge[] judges = [.. RunReports.Judges(configuration, record.Manifest.Judges)];
            Interlocked.Exchange(ref _done, 0);
            await new ItemIndexBuilder(reader, record, configuration, judges).WriteAsync(
                path, stamp, new Count(done => Interlocked.Exchange(ref _done, done)), cancellationToken);
            Show(ItemIndex.TryOpen(path) ?? throw new InvalidInputException(
                path, "an index that cannot be read", "a readable file", "Check the disk."));
            foreach (string other in Files().Where(file => file != path))
            {
                Delete(other);
            }
        }

        _took = Stopwatch.GetElapsedTime(start);
    }

    // The index before is still in use by whoever asked for it a moment ago; the one before that is not.
    private void Show(ItemIndex index)
    {
        lock (_lock)
        {
            _opened.Add(index);
            if (_opened.Count > 2)
            {
                _opened[0].Dispose();
                _opened.RemoveAt(0);
            }
        }
    }

    private async Task<string> StampAsync(RunRecord record, CancellationToken cancellationToken)
    {
        IReadOnlyList<StoredCount> counts = await ((ISampleLookup)reader).CountAsync(run, cancellationToken);
        string text = string.Create(
            CultureInfo.InvariantCulture,
            $"{ItemSchema.Version} {record.Status} {record.Finished:O} {string.Join(' ', counts)}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    private string[] Files() => Directory.Exists(folder)
        ? [.. Directory.EnumerateFiles(folder, $"{run}-????????????.items").Order(StringComparer.Ordinal)]
        : [];

    private static void Delete(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (Exception inUse) when (inUse is IOException or UnauthorizedAccessException)
        {
            // Another process has it open: it goes next time.
        }
    }

    private sealed class Count(Action<long> report) : IProgress<long>
    {
        public void Report(long value) => report(value);
    }
}
