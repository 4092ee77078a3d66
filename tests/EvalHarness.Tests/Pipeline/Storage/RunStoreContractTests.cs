using System.Text.Json;
using EvalHarness.Runs;
using FsCheck;
using FsCheck.Fluent;
using static EvalHarness.Tests.Pipeline.Storage.StoredRows;

namespace EvalHarness.Tests.Pipeline.Storage;

/// <summary>What every store promises; a class per store inherits it.</summary>
public abstract class RunStoreContractTests
{
    private static CancellationToken None => CancellationToken.None;

    /// <summary>Opens the store under test; twice in one test gives the same rows.</summary>
    protected abstract IRunStore Open();

    [Fact]
    public async Task ARunComesBackAsItWasSaved()
    {
        RunRecord run = Run("r1") with
        {
            Finished = Run("r1").Started.AddHours(1),
            Untried = ["q6_k", "a \"quoted\" name"],
        };
        await using (IRunStore store = Open())
        {
            await store.SaveRunAsync(run, None);
        }

        await using IRunStore again = Open();
        RunRecord? found = await again.FindRunAsync("r1", None);
        Assert.Equal(JsonSerializer.Serialize(run), JsonSerializer.Serialize(found));
        Assert.Null(await again.FindRunAsync("r2", None));
    }

    [Fact]
    public async Task ASearchThatTriedEverythingIsToldFromARunThatIsNone()
    {
        await using IRunStore store = Open();
        await store.SaveRunAsync(Run("run"), None);
        await store.SaveRunAsync(Run("search") with { Untried = ["q8_0"] }, None);
        await store.SaveRunAsync(Run("search") with { Untried = [] }, None);
        Assert.Null((await store.FindRunAsync("run", None))!.Untried);
        Assert.Empty((await store.FindRunAsync("search", None))!.Untried!);
    }

    [Fact]
    public async Task SavingARunAgainReplacesItAndKeepsItsRows()
    {
        await using IRunStore store = Open();
        await store.SaveRunAsync(Run("r1"), None);
        await store.AppendAsync("r1", Output("m", "t", 0), None);
        await store.SaveRunAsync(Run("r1") with { Status = RunStatus.Finished }, None);
        Assert.Equal(RunStatus.Finished, (await store.FindRunAsync("r1", None))!.Status);
        Assert.Single(await store.ReadOutputsAsync("r1", null, null, None).ToListAsync());
    }

    [Fact]
    public async Task TheNewestRunIsListedFirst()
    {
        await using IRunStore store = Open();
        await store.SaveRunAsync(Run("old", minute: 1), None);
        await store.SaveRunAsync(Run("new", minute: 2), None);
        Assert.Equal(["new", "old"], (await store.ListRunsAsync(None)).Select(run => run.Id));
    }

    [Fact]
    public async Task ModelsComeBackInTheOrderOfTheirFirstSaving()
    {
        await using IRunStore store = Open();
        await store.SaveRunAsync(Run("r1"), None);
        ModelSummary Model(string name) => new() { Name = name, Provider = "gguf", Outputs = 1, Errors = 0 };
        await store.SaveModelAsync("r1", Model("z"), None);
        await store.SaveModelAsync("r1", Model("a"), None);
        await store.SaveModelAsync("r1", Model("z") with { Perplexity = 1.0 / 3 }, None);
        Assert.Equal([Model("z") with { Perplexity = 1.0 / 3 }, Model("a")], await store.ReadModelsAsync("r1", None));
    }

    [Fact]
    public async Task SamplesAndOutputsComeBackAsTheyWereWritten()
    {
        await using IRunStore store = Open();
        await store.SaveRunAsync(Run("r1"), None);
        OutputRow ranked = Output("m", "t", 1) with
        {
            Output = new() { SampleId = "t-1", Ranking = new([new("a", 0.1), new("b")], 2, 1) },
        };
        await store.SaveSamplesAsync("r1", [Sample("t", 0)], None);
        await Task.WhenAll(
            store.AppendAsync("r1", Output("m", "t", 0), None),
            store.AppendAsync("r1", ranked, None),
            store.AppendAsync("r1", Failure("m", "t", 2), None));
        Assert.Equal(
            JsonSerializer.Serialize<SampleRow[]>([Sample("t", 0)]),
            JsonSerializer.Serialize(await store.ReadSamplesAsync("r1", null, None).ToListAsync()));
        Assert.Equal(
            JsonSerializer.Serialize<OutputRow[]>([Output("m", "t", 0), ranked, Failure("m", "t", 2)]),
            JsonSerializer.Serialize(await store.ReadOutputsAsync("r1", null, null, None).ToListAsync()));
    }

    [Fact]
    public async Task SamplesAreReadByTaskAndOrdinalHoweverManyThereAre()
    {
        await using IRunStore store = Open();
        await store.SaveRunAsync(Run("r1"), None);
        await store.SaveRunAsync(Run("r2"), None);
        SampleRow[] rows =
        [
            .. from task in (string[])["answer", "rank"]
               from ordinal in Enumerable.Range(0, 600)
               select Sample(task, ordinal),
        ];
        await store.SaveSamplesAsync("r1", [.. rows.Reverse()], None);
        await store.SaveSamplesAsync("r2", [Sample("rank", 700)], None);
        Assert.Equal(rows.Select(Place), await store.ReadSamplesAsync("r1", null, None).Select(Place).ToArrayAsync());
        Assert.Equal(
            rows.Where(row => row.Task == "rank").Select(Place),
            await store.ReadSamplesAsync("r1", "rank", None).Select(Place).ToArrayAsync());

        static string Place(SampleRow row) => $"{row.Task} {row.Ordinal}";
    }

    [Fact]
    public async Task OutputsAreReadByTaskOrdinalAndModelHoweverTheyWereWritten()
    {
        await using IRunStore store = Open();
        await store.SaveRunAsync(Run("r1"), None);
        OutputRow[] rows =
        [
            .. from task in (string[])["rank", "answer"]
               from ordinal in (int[])[10, 9, 0]
               from model in (string[])["q8_0", "Base"]
               select Output(model, task, ordinal),
        ];
        new Random(1).Shuffle(rows);
        await Task.WhenAll(rows.Select(row => store.AppendAsync("r1", row, None)));
        string[] expected =
        [
            .. from task in (string[])["answer", "rank"]
               from ordinal in (int[])[0, 9, 10]
               from model in (string[])["Base", "q8_0"]
               select $"{task} {ordinal} {model}",
        ];
        Assert.Equal(expected, await Places(store.ReadOutputsAsync("r1", null, null, None)));
        Assert.Equal(
            expected.Where(place => place.StartsWith("rank", StringComparison.Ordinal) && place.EndsWith("q8_0",
                StringComparison.Ordinal)),
            await Places(store.ReadOutputsAsync("r1", "q8_0", "rank", None)));
    }

    [Fact]
    public async Task AnErrorIsAskedAgainAndItsAnswerReplacesIt()
    {
        await using IRunStore store = Open();
        await store.SaveRunAsync(Run("r1"), None);
        await store.AppendAsync("r1", Output("m", "t", 0), None);
        await store.AppendAsync("r1", Failure("m", "t", 1), None);
        await store.AppendAsync("r1", Output("other", "t", 1), None);
        Assert.Equal(["t-0"], await store.ReadAnsweredAsync("r1", "m", "t", None));
        await store.AppendAsync("r1", Output("m", "t", 1), None);
        Assert.Equal(["t-0", "t-1"], (await store.ReadAnsweredAsync("r1", "m", "t", None)).Order());
        Assert.Equal(2, (await store.ReadOutputsAsync("r1", "m", "t", None).ToListAsync())[1].Scores.Count);
    }

    [Fact]
    public async Task ARowThatCannotBeWrittenFailsAloneAndWhole()
    {
        await using IRunStore store = Open();
        await store.SaveRunAsync(Run("r1"), None);
        OutputRow broken = Output("m", "t", 1) with { Scores = [new("t-1", "rougeL", 1), new("t-1", null!, 1)] };
        Task first = store.AppendAsync("r1", Output("m", "t", 0), None);
        Task second = store.AppendAsync("r1", broken, None);
        Task third = store.AppendAsync("r1", Output("m", "t", 2), None);
        await Assert.ThrowsAnyAsync<Exception>(() => second);
        await Task.WhenAll(first, third);
        Assert.Equal(["t 0 m", "t 2 m"], await Places(store.ReadOutputsAsync("r1", null, null, None)));
    }

    [Fact]
    public async Task DisposingWaitsForWhatWasAppended()
    {
        Task[] appended;
        await using (IRunStore store = Open())
        {
            await store.SaveRunAsync(Run("r1"), None);
            appended = [.. Enumerable.Range(0, 3000).Select(i => store.AppendAsync("r1", Output("m", "t", i), None))];
        }

        await Task.WhenAll(appended);
        await using IRunStore again = Open();
        Assert.Equal(3000, await again.ReadOutputsAsync("r1", null, null, None).CountAsync());
    }

    [Fact]
    public async Task RunsDoNotSeeOneAnothersRows()
    {
        await using IRunStore store = Open();
        await store.SaveRunAsync(Run("r1"), None);
        await store.SaveRunAsync(Run("r2"), None);
        await store.AppendAsync("r1", Output("m", "t", 0), None);
        Assert.Empty(await store.ReadOutputsAsync("r2", null, null, None).ToListAsync());
        Assert.Empty(await store.ReadAnsweredAsync("r2", "m", "t", None));
    }

    [Fact]
    public async Task FaultsThoughtsAndLikelihoodsSurvive()
    {
        await using IRunStore store = Open();
        await store.SaveRunAsync(Run("r1"), None);
        OutputRow row = Output("m", "t", 0, "") with
        {
            Output = new()
            {
                SampleId = "t-0",
                Reasoning = "Let me see",
                FinishReason = "length",
                TargetLogLikelihood = new(-6, 4),
                OwnLogLikelihood = new(-2, 3),
                AlternativesMass = 0.07,
            },
            Scores = [.. Enum.GetValues<ScoreFault>().Select(fault =>
                new Score("t-0", ScoreFaults.NameOf(fault), fault.IsOfModel() ? 0 : null, "why", Fault: fault))],
        };
        await store.AppendAsync("r1", row, None);
        OutputRow back = await store.ReadOutputsAsync("r1", null, null, None).SingleAsync();
        Assert.Equal(row.Output, back.Output);
        Assert.Equal(row.Scores, back.Scores);
    }

    [Fact]
    public async Task EveryTextAndNumberSurvivesExactly()
    {
        await using IRunStore store = Open();
        await store.SaveRunAsync(Run("r1"), None);
        Config config = Config.QuickThrowOnFailure.WithMaxTest(60).WithReplay(11, 7);
        Check.One(config, Prop.ForAll<UnicodeString, NormalFloat>((text, number) =>
        {
            // Adding zero turns the one number that a database may change, the negative zero, into zero.
            double value = number.Get + 0.0;
            OutputRow row = Output("m", "t", 0, text.Item ?? "") with
            {
                Scores = [new("t-0", "x", value, text.Item)],
            };
            store.AppendAsync("r1", row, None).GetAwaiter().GetResult();
            OutputRow back = store.ReadOutputsAsync("r1", null, null, None).ToBlockingEnumerable().Single();
            return JsonSerializer.Serialize(back) == JsonSerializer.Serialize(row);
        }));
    }

    [Fact]
    public async Task AZeroCharacterInAModelsTextIsKept()
    {
        await using IRunStore store = Open();
        await store.SaveRunAsync(Run("r1"), None);
        await store.AppendAsync("r1", Output("m", "t", 0, "a\0b"), None);
        Assert.Equal("a\0b", (await store.ReadOutputsAsync("r1", null, null, None).FirstAsync()).Output.Text);
    }

    private static async Task<string[]> Places(IAsyncEnumerable<OutputRow> rows) =>
        await rows.Select(row => $"{row.Task} {row.Ordinal} {row.Model}").ToArrayAsync();
}
