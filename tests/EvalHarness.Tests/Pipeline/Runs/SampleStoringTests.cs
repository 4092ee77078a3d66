using System.Runtime.CompilerServices;
using EvalHarness.Pipeline.Configuration;
using EvalHarness.Pipeline.Datasets;
using EvalHarness.Pipeline.Runs.Planning;
using EvalHarness.Pipeline.Storage;
using EvalHarness.Runs;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Pipeline.Runs;

/// <summary>Samples are asked while others are still being stored.</summary>
public sealed class SampleStoringTests : IAsyncLifetime, IDisposable
{
    private const string Run = "run";
    private const string TaskName = "ask";

    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(1);

    private readonly TemporaryFolder _folder = new();
    private IRunStore _store = null!;

    public async Task InitializeAsync()
    {
        _store = RunStores.Open("sqlite:runs.db", _folder.Path);
        await _store.SaveRunAsync(
            new RunRecord
            {
                Id = Run,
                Name = Run,
                Status = RunStatus.Running,
                Started = DateTimeOffset.UnixEpoch,
                Configuration = "{}",
                Manifest = Manifest(),
            },
            CancellationToken.None);
    }

    public async Task DisposeAsync() => await _store.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task TheFirstSamplesAreReadBeforeTheLastIsStored()
    {
        TaskCompletionSource goOn = new();
        await using SampleStoring storing = Start(new Held(300, goOn.Task, 3000));
        List<int> ordinals = [];
        await foreach (SampleRow row in storing.ReadAsync(TaskName, CancellationToken.None))
        {
            ordinals.Add(row.Ordinal);
            if (ordinals.Count == 256)
            {
                goOn.SetResult();
            }
        }

        Assert.Equal(Enumerable.Range(0, 3000), ordinals);
        await storing.CompleteAsync().WaitAsync(s_longest);
    }

    [Fact]
    public async Task ADatasetThatAMomentStoresIsWholeAfterTheHeadStart()
    {
        await using SampleStoring storing = Start(new Held(300, Task.CompletedTask, 600));
        await storing.GiveHeadStartAsync(new StandingTime());
        Assert.True(storing.CompleteAsync().IsCompletedSuccessfully);
    }

    [Fact]
    public async Task ADatasetThatIsCheckedWhileItIsStoredIsNotWaitedFor()
    {
        using DatasetCopies copies = new();
        await using SampleStoring storing = Start(
            new Held(300, new TaskCompletionSource().Task, 600),
            DatasetReaders.OpenUnchecked("data.jsonl", new(), copies, wanted: null));
        await storing.GiveHeadStartAsync(new StandingTime()).WaitAsync(s_longest);
        Assert.False(storing.CompleteAsync().IsCompleted);
    }

    [Fact]
    public async Task WhatFailsReachesWhoeverReads()
    {
        Exception failure = new InvalidInputException("data.jsonl:300", "another content", "the same");
        await using SampleStoring storing = Start(
            new Held(300, Task.FromException(failure), 600));
        int read = 0;
        await Assert.ThrowsAsync<InvalidInputException>(async () =>
        {
            await foreach (SampleRow row in storing.ReadAsync(TaskName, CancellationToken.None))
            {
                read++;
            }
        });
        Assert.True(read is 0 or 256, $"{read} rows");
        await Assert.ThrowsAsync<InvalidInputException>(() => storing.CompleteAsync());
    }

    [Fact]
    public async Task WhatIsStoredStaysWhenItIsGivenUp()
    {
        SampleStoring storing = Start(new Held(300, new TaskCompletionSource().Task, 600));
        await foreach (SampleRow row in storing.ReadAsync(TaskName, CancellationToken.None))
        {
            if (row.Ordinal == 255)
            {
                break;
            }
        }

        await storing.DisposeAsync().AsTask().WaitAsync(s_longest);
        Assert.Equal(256, await _store.ReadSamplesAsync(Run, TaskName, CancellationToken.None).CountAsync());
    }

    private SampleStoring Start(IDatasetReader dataset, LateCheckedDataset? late = null) => new(
        _store,
        Run,
        new RunPlan
        {
            Configuration = null!,
            Models = [],
            Manifest = Manifest(),
            Tasks =
            [
                new PlannedTask
                {
                    Name = TaskName,
                    Configuration = new TaskConfiguration { Dataset = "data.jsonl" },
                    Dataset = dataset,
                    Metrics = [],
                    Options = new(),
                    Size = new(int.MaxValue, 1),
                    Unchecked = late,
                },
            ],
        },
        (_, _) => Task.CompletedTask,
        CancellationToken.None);

    private static RunManifest Manifest() => new()
    {
        ToolVersion = "0",
        ConfigurationSha256 = "",
        Models = new Dictionary<string, string>(),
        Datasets = new Dictionary<string, string>(),
        Prompts = new Dictionary<string, string>(),
        Scorers = new Dictionary<string, string>(),
        Samples = new Dictionary<string, int>(),
        Seeds = new Dictionary<string, long>(),
    };

    /// <summary>Samples of which those from a place on wait for something.</summary>
    private sealed class Held(int free, Task rest, int count) : IDatasetReader
    {
        public async IAsyncEnumerable<Sample> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            for (int i = 0; i < count; i++)
            {
                if (i == free)
                {
                    await rest.WaitAsync(cancellationToken);
                }

                yield return new Sample { Id = $"s{i}" };
            }
        }
    }

    /// <summary>No time passes, so that only what is done ends a wait.</summary>
    private sealed class StandingTime : TimeProvider
    {
        public override ITimer CreateTimer(
            TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            System.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }
}
