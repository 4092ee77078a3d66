using EvalHarness.Pipeline.Browsing;
using EvalHarness.Pipeline.Runs.Iterating;
using EvalHarness.Runs;

namespace EvalHarness.Web.Reviewing;

/// <summary>A store whose runs are reviewed.</summary>
public sealed class ReviewSource : IAsyncDisposable
{
    private readonly Action<Exception> _failed;

    /// <summary>Opens the runs of a store for review.</summary>
    /// <param name="store">The store; stays the caller's.</param>
    /// <param name="path">Full path of its file.</param>
    /// <param name="time">Tells when a report of a run under way was made.</param>
    /// <param name="failed">Told of failures behind a page.</param>
    /// <param name="openBench">
    /// Opens what judges are asked with, to try prompts; <c>null</c> where they cannot be asked.
    /// </param>
    public ReviewSource(
        IStoredRuns store,
        string path,
        TimeProvider time,
        Action<Exception>? failed = null,
        Func<JudgeBench>? openBench = null)
    {
        Store = store;
        Items = StoredItems.Open(store, path);
        Reports = new ReportShelf(store, path, time);
        Labels = new LabelDesk(store);
        _failed = failed ?? (_ => { });
        Prompts = new PromptDesk(openBench, Failed);
    }

    /// <summary>The runs.</summary>
    internal IStoredRuns Store { get; }

    /// <summary>Their items.</summary>
    internal StoredItems Items { get; }

    /// <summary>Their reports.</summary>
    internal ReportShelf Reports { get; }

    /// <summary>What people say of their outputs.</summary>
    internal LabelDesk Labels { get; }

    /// <summary>Where prompts are tried.</summary>
    internal PromptDesk Prompts { get; }

    /// <summary>Says what went wrong behind a page.</summary>
    internal void Failed(Exception failure) => _failed(failure);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Prompts.DisposeAsync();
        await Items.DisposeAsync();
        await Reports.StopAsync();
    }
}
