using System.Runtime.CompilerServices;
using EvalHarness.Pipeline.Datasets;
using EvalHarness.Runs;
using Microsoft.Extensions.AI;

namespace EvalHarness.Pipeline.Runs.Planning;

/// <summary>
/// The storing of a run's samples. Of a large dataset the first samples are asked while the rest is still being stored.
/// </summary>
internal sealed class SampleStoring : IAsyncDisposable
{
    private const int SamplesPerTransaction = 256;

    // Enough for a dataset that a moment stores whole: its models are then measured with nothing beside them.
    private static readonly TimeSpan s_headStart = TimeSpan.FromSeconds(1);

    private readonly IRunStore _store;
    private readonly string _run;
    private readonly RunPlan _plan;
    private readonly Func<PlannedTask, DatasetSummary, Task> _checked;
    private readonly CancellationTokenSource _stop;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _stored = new(StringComparer.Ordinal);
    private readonly HashSet<string> _whole = new(StringComparer.Ordinal);
    private readonly Task _work;
    private TaskCompletionSource _news = NewSource();

    /// <summary>Starts to store.</summary>
    /// <param name="store">Where to.</param>
    /// <param name="run">The run's id.</param>
    /// <param name="plan">Has the samples; its copies of the datasets are deleted when all are stored.</param>
    /// <param name="checked">Takes what turned out of a dataset that was not checked before.</param>
    /// <param name="cancellationToken">Cancels between transactions.</param>
    public SampleStoring(
        IRunStore store, string run, RunPlan plan, Func<PlannedTask, DatasetSummary, Task> @checked,
        CancellationToken cancellationToken)
    {
        (_store, _run, _plan, _checked) = (store, run, plan, @checked);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _work = Task.Run(() => StoreAsync(_stop.Token), CancellationToken.None);
    }

    /// <summary>
    /// Waits until all samples are stored, or for a moment; not at all where a dataset is known to take longer.
    /// </summary>
    /// <param name="time">Measures the moment.</param>
    public async Task GiveHeadStartAsync(TimeProvider time)
    {
        if (_plan.Tasks.All(task => task.Unchecked is null))
        {
            await Task.WhenAny(_work, Task.Delay(s_headStart, time, _stop.Token));
        }

        if (_work.IsCompleted)
        {
            await _work;
        }
    }

    /// <summary>Waits until all samples of all tasks are stored.</summary>
    public Task CompleteAsync() => _work;

    /// <summary>The samples of a task, in the dataset's order; waits for those that are not yet stored.</summary>
    /// <exception cref="InvalidInputException">The dataset cannot be read to its end.</exception>
    public async IAsyncEnumerable<SampleRow> ReadAsync(
        string task, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        int next = 0;
        bool isWhole;
        do
        {
            // Twice as many each time, so that reading again from the beginning costs little.
            isWhole = await WaitAsync(task, Math.Max(1, 2 * next), cancellationToken);
            await foreach (SampleRow row in _store.ReadSamplesAsync(_run, task, cancellationToken))
            {
                if (row.Ordinal >= next)
                {
                    next = row.Ordinal + 1;
                    yield return row;
                }
            }
        }
        while (!isWhole);
    }

    /// <summary>Stores no more; what is stored stays.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    // Until so many are stored, or all; the result is whether it is all.
    private async Task<bool> WaitAsync(string task, int count, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task news;
            lock (_lock)
            {
                if (_whole.Contains(task) || _stored.GetValueOrDefault(task) >= count)
                {
                    return _whole.Contains(task);
                }

                news = _news.Task;
            }

            await Task.WhenAny(news, _work).WaitAsync(cancellationToken);
            if (_work.IsFaulted || _work.IsCanceled)
            {
                await _work;
            }
        }
    }

    private async Task StoreAsync(CancellationToken cancellationToken)
    {
        foreach (PlannedTask task in _plan.Tasks)
        {
            await foreach (SampleRow[] rows in task.ReadAsync(cancellationToken)
                .Select((sample, ordinal) => Row(task, sample, ordinal))
                .Chunk(SamplesPerTransaction)
                .WithCancellation(cancellationToken))
            {
                await _store.SaveSamplesAsync(_run, rows, cancellationToken);
                Note(() => _stored[task.Name] = _stored.GetValueOrDefault(task.Name) + rows.Length);
            }

            if (task.Unchecked?.Summary is { } dataset)
            {
                await _checked(task, dataset);
            }

            Note(() => _whole.Add(task.Name));
        }

        _plan.Copies?.Dispose();
    }

    private static SampleRow Row(PlannedTask task, Sample sample, int ordinal)
    {
        RankingCandidate? first = task.AsksEachCandidate ? sample.Candidates[0] : null;
        IEnumerable<ChatMessage> prompt = task.Render(sample, first);
        return new SampleRow
        {
            Task = task.Name,
            Ordinal = ordinal,
            Sample = sample,
            Prompt = string.Join("\n\n", prompt.Select(message =>
                message.Role == ChatRole.User ? message.Text : $"[{message.Role.Value}]\n{message.Text}")),
        };
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Note(Action change)
    {
        TaskCompletionSource news;
        lock (_lock)
        {
            change();
            (news, _news) = (_news, NewSource());
        }

        news.SetResult();
    }
}
