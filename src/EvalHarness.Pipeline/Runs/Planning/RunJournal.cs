using System.Runtime.CompilerServices;
using EvalHarness.Fidelity;
using EvalHarness.Pipeline.Datasets;
using EvalHarness.Pipeline.Models;
using EvalHarness.Pipeline.Models.Endpoints;
using EvalHarness.Runs;
using Microsoft.Extensions.AI;

namespace EvalHarness.Pipeline.Runs.Planning;

/// <summary>
/// What a run has done so far, kept in the store: it says what is left to do, and takes what is done.
/// </summary>
internal sealed class RunJournal : IAsyncDisposable
{
    private readonly IRunStore _store;
    private readonly RunPlan _plan;
    private readonly TimeProvider _time;
    private readonly IDisposable _claim;

    // Several models may answer at once.
    private readonly Lock _lock = new();

    private SampleStoring? _storing;

    private RunJournal(IRunStore store, RunPlan plan, TimeProvider time, RunRecord run, IDisposable claim) =>
        (_store, _plan, _time, Run, _claim) = (store, plan, time, run, claim);

    /// <summary>The run.</summary>
    public RunRecord Run { get; private set; }

    /// <summary>Starts a run, or takes up one that was started before from the same inputs.</summary>
    /// <exception cref="InvalidInputException">
    /// There is no such run, its inputs were others, or another process works on it.
    /// </exception>
    public static async Task<RunJournal> OpenAsync(
        IRunStore store, RunPlan plan, string? runId, TimeProvider time, CancellationToken cancellationToken)
    {
        if (runId is null)
        {
            return await AddRunAsync(store, plan, time);
        }

        RunRecord run = await KnownRunAsync(store, plan, runId, cancellationToken);
        IDisposable claim = store.Claim(run.Id);
        try
        {
            await store.SaveRunAsync(run, CancellationToken.None);
            return new RunJournal(store, plan, time, run, claim);
        }
        catch
        {
            claim.Dispose();
            throw;
        }
    }

    /// <summary>Leaves the run to whoever continues it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_storing is not null)
        {
            await _storing.DisposeAsync();
        }

        _claim.Dispose();
    }

    /// <summary>Samples of a task that a model has not answered yet, in the dataset's order.</summary>
    public async IAsyncEnumerable<SampleRow> ReadUnansweredAsync(
        PlannedModel model, PlannedTask task, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        IReadOnlySet<string> answered =
            await _store.ReadAnsweredAsync(Run.Id, model.Name, task.Name, cancellationToken);
        await foreach (SampleRow sample in ReadSamplesAsync(task, cancellationToken))
        {
            if (!answered.Contains(sample.Sample.Id))
            {
                yield return sample;
            }
        }
    }

    /// <summary>The samples of a task as the run keeps them, in the dataset's order.</summary>
    public IAsyncEnumerable<SampleRow> ReadSamplesAsync(PlannedTask task, CancellationToken cancellationToken) =>
        _storing?.ReadAsync(task.Name, cancellationToken)
            ?? _store.ReadSamplesAsync(Run.Id, task.Name, cancellationToken);

    /// <summary>Samples of a task; <c>null</c> until its dataset was read to its end.</summary>
    public int? CountSamples(PlannedTask task) =>
        Run.Manifest.Samples.TryGetValue(task.Name, out int samples) ? samples : null;

    /// <summary>Samples of all tasks; <c>null</c> until all their datasets were read to their ends.</summary>
    public int? CountSamples() => _plan.Tasks.Aggregate((int?)0, (sum, task) => sum + CountSamples(task));

    /// <summary>A model has answered every sample of every task.</summary>
    public async Task<bool> IsAnsweredAsync(PlannedModel model, CancellationToken cancellationToken)
    {
        foreach (PlannedTask task in _plan.Tasks)
        {
            if (CountSamples(task) is not { } samples
                || await CountAnsweredAsync(model, task, cancellationToken) < samples)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>How many samples of a task a model has answered.</summary>
    public async Task<int> CountAnsweredAsync(
        PlannedModel model, PlannedTask task, CancellationToken cancellationToken) =>
        (await _store.ReadAnsweredAsync(Run.Id, model.Name, task.Name, cancellationToken)).Count;

    /// <summary>Keeps an output with its scores; completes when both would survive the death of the process.</summary>
    public Task SaveAsync(
        PlannedModel model, PlannedTask task, SampleRow sample, ModelOutput output, IReadOnlyList<Score> scores) =>
        _store.AppendAsync(
            Run.Id,
            new OutputRow
            {
                Model = model.Name,
                Task = task.Name,
                Ordinal = sample.Ordinal,
                Output = output,
                Scores = scores,
            },
            CancellationToken.None);

    /// <summary>A model's outputs of a task with their scores, by ordinal.</summary>
    public IAsyncEnumerable<OutputRow> ReadOutputsAsync(
        PlannedModel model, PlannedTask task, CancellationToken cancellationToken) =>
        _store.ReadOutputsAsync(Run.Id, model.Name, task.Name, cancellationToken);

    /// <summary>Keeps an output again, with further scores.</summary>
    public Task SaveAsync(OutputRow row) => _store.AppendAsync(Run.Id, row, CancellationToken.None);

    /// <summary>Keeps a model's speed and memory.</summary>
    public Task SaveTimingsAsync(PlannedModel model, ModelTimings timings) =>
        _store.SaveModelAsync(Run.Id, model.Describe() with { Timings = timings }, CancellationToken.None);

    /// <summary>A candidate is compared with the baseline, or is known not to be comparable.</summary>
    public async Task<bool> HasFidelityAsync(PlannedModel model, CancellationToken cancellationToken) =>
        (await FindModelAsync(model, cancellationToken))?.Fidelity is { IsWorthAnotherTry: false };

    /// <summary>Keeps how far a candidate strays from the baseline.</summary>
    public async Task SaveFidelityAsync(PlannedModel model, ModelFidelity fidelity)
    {
        ModelSummary known = await FindModelAsync(model, CancellationToken.None) ?? model.Describe();
        await _store.SaveModelAsync(Run.Id, known with { Fidelity = fidelity }, CancellationToken.None);
    }

    /// <summary>Notes in the manifest how a model's requests were changed because its endpoint wanted it.</summary>
    public async Task SaveRequestChangesAsync(string model, LoadedModel loaded)
    {
        if (loaded.Client.GetService<IRequestChanges>() is not { Changes: { Count: > 0 } changes })
        {
            return;
        }

        Task saving;
        lock (_lock)
        {
            SortedDictionary<string, IReadOnlyList<string>> all = new(StringComparer.Ordinal);
            foreach ((string name, IReadOnlyList<string> known) in Run.Manifest.RequestChanges ?? all)
            {
                all[name] = known;
            }

            all[model] = [.. all.GetValueOrDefault(model, []).Union(changes)];
            Run = Run with { Manifest = Run.Manifest with { RequestChanges = all } };
            saving = _store.SaveRunAsync(Run, CancellationToken.None);
        }

        await saving;
    }

    /// <summary>Notes which candidates a search has not tried, before any row of the others is written.</summary>
    public Task SaveUntriedAsync(IEnumerable<PlannedModel> untried)
    {
        Run = Run with { Untried = [.. untried.Select(model => model.Name)] };
        return _store.SaveRunAsync(Run, CancellationToken.None);
    }

    /// <summary>Notes how the run ended.</summary>
    public Task EndAsync(RunStatus status)
    {
        Run = Run with { Status = status, Finished = _time.GetUtcNow() };
        return _store.SaveRunAsync(Run, CancellationToken.None);
    }

    private async Task<ModelSummary?> FindModelAsync(PlannedModel model, CancellationToken cancellationToken) =>
        (await _store.ReadModelsAsync(Run.Id, cancellationToken)).FirstOrDefault(known => known.Name == model.Name);

    // Whoever adds the record has the id: runs that start in one second end up with different ones.
    private static async Task<RunJournal> AddRunAsync(IRunStore store, RunPlan plan, TimeProvider time)
    {
        DateTimeOffset now = time.GetUtcNow();
        string first = RunId.Create(plan.Configuration.Values.Name, now);
        RunRecord run = new()
        {
            Id = first,
            Name = plan.Configuration.Values.Name,
            Status = RunStatus.Running,
            Started = now,
            Configuration = plan.Configuration.Text,
            Manifest = plan.Manifest,
            Machine = MachineDescription.Current,
            GitCommit = GitCommit.Find(plan.Configuration.Folder),
        };
        for (int i = 2; !await store.TryAddRunAsync(run, CancellationToken.None); i++)
        {
            run = run with { Id = FormattableString.Invariant($"{first}-{i}") };
        }

        return new RunJournal(store, plan, time, run, store.Claim(run.Id));
    }

    private static async Task<RunRecord> KnownRunAsync(
        IRunStore store, RunPlan plan, string runId, CancellationToken cancellationToken)
    {
        RunRecord stored = await RunLookup.FindAsync(store, runId, "--run", cancellationToken);
        IReadOnlyList<InputError> differences = [.. ManifestDifference.Find(stored.Manifest, plan.Manifest)
            .Where(difference => difference.Then != RunManifest.UnreadDataset)
            .Select(difference => new InputError(
                $"run {stored.Id}: {difference.What}",
                $"{difference.Now} now",
                $"{difference.Then}, as at the start of the run",
                "Restore it to resume this run, or start a new run without --run."))];
        if (differences.Count > 0)
        {
            throw new InvalidInputException(differences);
        }

        return stored with
        {
            Status = RunStatus.Running,
            Finished = null,
            Manifest = NotePlatform(
                await UnreadDatasets.ReadAsync(store, stored, plan, cancellationToken), plan.Manifest),
        };
    }

    // Rows are equal on every platform, and a reader may still want to know of a second one.
    private static RunManifest NotePlatform(RunManifest stored, RunManifest now)
    {
        if (stored.Platform is not { } first || now.Platform is not { } current)
        {
            return stored;
        }

        string line = RunPlatform.Write(current);
        return line == (stored.ContinuedOn is [.., var last] ? last : RunPlatform.Write(first))
            ? stored
            : stored with { ContinuedOn = [.. stored.ContinuedOn ?? [], line] };
    }

    /// <summary>
    /// Keeps the models, and begins to keep the samples; when a run is continued too, for the process may have died
    /// half-way through. The plan's copies of the datasets are deleted at the end: from there on the samples are the
    /// store's.
    /// </summary>
    public async Task SaveInputsAsync(CancellationToken cancellationToken)
    {
        HashSet<string> known =
            [.. (await _store.ReadModelsAsync(Run.Id, cancellationToken)).Select(model => model.Name)];
        foreach (PlannedModel model in _plan.Models.Where(model => !known.Contains(model.Name)))
        {
            await _store.SaveModelAsync(Run.Id, model.Describe(), cancellationToken);
        }

        _storing = new SampleStoring(_store, Run.Id, _plan, SaveSummaryAsync, cancellationToken);
        await _storing.GiveHeadStartAsync(_time);
    }

    // What turns out when a dataset that was not checked before is stored.
    private Task SaveSummaryAsync(PlannedTask task, DatasetSummary dataset)
    {
        lock (_lock)
        {
            Run = Run with { Manifest = PlannedManifest.With(Run.Manifest, task, dataset) };
            return _store.SaveRunAsync(Run, CancellationToken.None);
        }
    }

    /// <summary>Waits until all inputs are kept.</summary>
    /// <exception cref="InvalidInputException">A dataset cannot be read to its end.</exception>
    public Task CompleteInputsAsync() => _storing?.CompleteAsync() ?? Task.CompletedTask;
}
