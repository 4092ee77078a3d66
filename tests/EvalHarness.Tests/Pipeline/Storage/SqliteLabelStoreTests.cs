using EvalHarness.Labels;
using EvalHarness.Pipeline.Storage;
using EvalHarness.Runs;
using EvalHarness.Tests.Testing;
using Microsoft.Data.Sqlite;
using static EvalHarness.Tests.Labels.LabelEntries;

namespace EvalHarness.Tests.Pipeline.Storage;

public sealed class SqliteLabelStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ManualTime _time = new();

    private string File => _folder.File("runs.db-labels");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task ALabelIsThereWhenTheProcessDiesRightAfterItsCall()
    {
        using SqliteLabelStore store = Open();
        for (int i = 0; i < 20; i++)
        {
            await store.AppendAsync(Label("Ada", $"s{i}", 4), CancellationToken.None);

            // The files as a killed process would leave them, the log not yet folded into the database.
            System.IO.File.Copy(File, _folder.File("copy"), overwrite: true);
            System.IO.File.Copy(File + "-wal", _folder.File("copy-wal"), overwrite: true);
            using SqliteLabelStore found = Open(_folder.File("copy"));
            Assert.Equal(i + 1, (await found.ReadAsync("r1", CancellationToken.None)).Events.Count);
        }
    }

    [Fact]
    public void ACommitWaitsForTheDisk()
    {
        SqliteDatabase database = SqliteDatabase.Open(File, File, SqliteLabelSchema.Layout, TimeSpan.FromSeconds(1));
        using (SqliteConnection connection = database.Connect())
        {
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = "PRAGMA synchronous";
            Assert.Equal(2L, command.ExecuteScalar());
        }

        database.Close();
    }

    [Fact]
    public async Task EverythingOfAnEventComesBack()
    {
        using SqliteLabelStore store = Open();
        await store.AppendAsync(Label("Ada", "s1", 4), CancellationToken.None);
        _time.Advance(TimeSpan.FromMinutes(1));
        LabelEntry changed = Label("Ada", "s1", 2, "read the source again") with
        {
            Note = "<script>alert(1)</script>\u202E\0'; DROP TABLE events; --",
            PolicyHash = LabelPolicy.HashOf("policy"),
            Origin = "import:a.csv",
        };
        LabelEvent stored = await store.AppendAsync(changed, CancellationToken.None);
        LabelEntry pair = new()
        {
            RunId = "r1",
            Labeller = "Ada",
            Item = Pair("s\"1"),
            Question = Pairs,
            Action = LabelAction.Label,
            Score = -1,
            CandidateFirst = true,
        };
        await store.AppendAsync(pair, CancellationToken.None);
        using SqliteLabelStore again = Open();
        LabelBook book = await again.ReadAsync("r1", CancellationToken.None);
        Assert.Equal(stored, book.Events[1]);
        Assert.Equal((LabelAction.Label, 4), (stored.FormerAction, stored.FormerScore));
        Assert.Equal(DateTimeOffset.UnixEpoch.AddMinutes(1), stored.Time);
        Assert.Equal(changed, book.Events[1].Entry);
        Assert.Equal(pair, book.Events[2].Entry);
        Assert.Equal(["1", "2", "3", "4", "5"], book.Events[0].Entry.Question.Grades);
        Assert.Equal(2, book.Of(Grades, Output("s1").Id).Value);
        Assert.Equal(2, book.History(Output("s1").Id).Count);
        Assert.Equal(book.Events[2], book.LastOf("Ada"));
    }

    [Fact]
    public async Task AnEntrySentTwiceIsStoredOnce()
    {
        using SqliteLabelStore store = Open();
        LabelEntry entry = Label("Ada", "s1", 4);
        LabelEvent first = await store.AppendAsync(entry, CancellationToken.None);
        Assert.Equal(first, await store.AppendAsync(entry, CancellationToken.None));
        Assert.Equal(first, await store.AppendAsync(Label("Ada", "s1", 4), CancellationToken.None));
        Assert.Single((await store.ReadAsync("r1", CancellationToken.None)).Events);
        await Assert.ThrowsAsync<InvalidInputException>(() =>
            store.AppendAsync(entry with { RunId = "r2" }, CancellationToken.None));
    }

    [Fact]
    public async Task SeveralEntriesAreStoredTogetherOrNotAtAll()
    {
        using SqliteLabelStore store = Open();
        LabelEntry[] entries = [Label("Ada", "s1", 4), Label("Ada", "s2", 4), Label("Ada", "s1", 2)];
        await Assert.ThrowsAsync<InvalidInputException>(() => store.AppendAsync(entries, CancellationToken.None));
        Assert.Empty((await store.ReadAsync("r1", CancellationToken.None)).Events);
        Assert.Equal(2, (await store.AppendAsync(entries[..2], CancellationToken.None)).Count);
        Assert.Equal(2, (await store.ReadAsync("r1", CancellationToken.None)).Events.Count);
    }

    [Fact]
    public async Task WritersAtTheSameTimeLoseNothingAndSeeOneAnothersLabels()
    {
        SqliteLabelStore[] stores = [Open(), Open(), Open(), Open()];
        await Task.WhenAll(stores.Select((store, s) => Task.Run(async () =>
        {
            for (int i = 0; i < 40; i++)
            {
                await store.AppendAsync(Label($"n{s}", $"s{i}", 1 + (i % 5)), CancellationToken.None);
            }
        })));
        LabelBook book = await stores[0].ReadAsync("r1", CancellationToken.None);
        Assert.Equal(160, book.Events.Count);
        Assert.Equal(160, book.Events.Select(one => one.Sequence).Distinct().Count());
        Assert.All(Enumerable.Range(0, 40), i => Assert.Equal(4, book.Of(Grades, Output($"s{i}").Id).Scores.Count));

        // One labeller in four tabs: one of the labels comes first, and the others would change it.
        int refused = 0;
        await Task.WhenAll(stores.Select((store, s) => Task.Run(async () =>
        {
            try
            {
                await store.AppendAsync(Label("Ada", "one", 1 + s), CancellationToken.None);
            }
            catch (InvalidInputException)
            {
                Interlocked.Increment(ref refused);
            }
        })));
        Assert.Equal(3, refused);
        Array.ForEach(stores, store => store.Dispose());
    }

    [Theory]
    [InlineData("UPDATE events SET score = 5")]
    [InlineData("DELETE FROM events")]
    public async Task EventsAreNeitherChangedNorRemoved(string statement)
    {
        using SqliteLabelStore store = Open();
        await store.AppendAsync(Label("Ada", "s1", 4), CancellationToken.None);
        using SqliteConnection connection = new($"Data Source={File};Pooling=False");
        connection.Open();
        Assert.Throws<SqliteException>(() => SqliteDatabase.Execute(connection, statement));
        SqliteDatabase.Execute(connection, "DROP TRIGGER events_are_never_changed");
        SqliteDatabase.Execute(connection, "UPDATE events SET score = 5 WHERE kind = 'label'");
        InputError damage = (await Assert.ThrowsAsync<InvalidInputException>(() =>
            store.ReadAsync("r1", CancellationToken.None))).Errors.Single();
        Assert.Contains("a damaged row (sequence 2", damage.Actual, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ADrawIsStoredBeforeTheLabelsThatItIsFor()
    {
        using SqliteLabelStore store = Open();
        await store.AppendAsync(Label("Ada", "early", 4), CancellationToken.None);
        EstimationDraw draw = await store.SaveDrawAsync(Draw(0.5), CancellationToken.None);
        Assert.Equal(draw, await store.SaveDrawAsync(Draw(0.5), CancellationToken.None));
        await store.AppendAsync(Label("Ada", "late", 4), CancellationToken.None);
        EstimationDraw grown = await store.SaveDrawAsync(Draw(0.75), CancellationToken.None);
        await Assert.ThrowsAsync<InvalidInputException>(() => store.SaveDrawAsync(Draw(0.5), CancellationToken.None));
        LabelBook book = await store.ReadAsync("r1", CancellationToken.None);
        Assert.Equal([draw, grown], book.Draws);
        Assert.Equal(grown, book.DrawOf(Grades));
        Assert.Null(book.DrawOf(Pairs));
        Assert.Equal("late", book.ItemsAfterDraw(Grades).Single().Item!.SampleId);
    }

    [Fact]
    public async Task PoliciesHaveVersionsAndAStateIsLookedAtOnce()
    {
        using SqliteLabelStore store = Open();
        LabelPolicy first = await store.SavePolicyAsync("r1", "Be strict.", "Ada", CancellationToken.None);
        Assert.Equal(first, await store.SavePolicyAsync("r1", "Be strict.", "Bo", CancellationToken.None));
        LabelPolicy second = await store.SavePolicyAsync("r1", "Be fair.", "Bo", CancellationToken.None);
        Assert.Equal((1, 2), (first.Version, second.Version));
        LabelLook look = new("r1", "ask", Grades.Id, LabelLookKind.Gate, "state", 3, default);
        Assert.True(await store.NoteLookAsync(look, CancellationToken.None));
        Assert.False(await store.NoteLookAsync(look, CancellationToken.None));
        Assert.True(await store.NoteLookAsync(look with { State = "other" }, CancellationToken.None));
        LabelBook book = await store.ReadAsync("r1", CancellationToken.None);
        Assert.Equal([first, second], book.Policies);
        Assert.Equal(2, book.Looks.Count);
    }

    [Fact]
    public async Task WithoutLabelsThereIsNoFile()
    {
        using SqliteLabelStore store = Open();
        Assert.Empty((await store.ReadAsync("r1", CancellationToken.None)).Events);
        Assert.Equal(0, await store.LastSequenceAsync("r1", CancellationToken.None));
        Assert.False(System.IO.File.Exists(File));
        await store.AppendAsync(Label("Ada", "s1", 4), CancellationToken.None);
        Assert.Equal(2, await store.LastSequenceAsync("r1", CancellationToken.None));
    }

    [Fact]
    public async Task LabelsLieBesideTheRunsAndComeAlongInACopy()
    {
        await using (IRunStore runs = RunStores.Open("sqlite:runs.db", _folder.Path))
        {
            await runs.SaveRunAsync(StoredRows.Run("r1"), CancellationToken.None);
            await runs.Labels.AppendAsync(Label("Ada", "s1", 4), CancellationToken.None);
            Assert.True(System.IO.File.Exists(File));
        }

        await using IStoredRuns copy = SqliteRunStore.OpenCopy(_folder.File("runs.db"));
        Assert.Single((await copy.Labels.ReadAsync("r1", CancellationToken.None)).Events);
        Assert.False(copy.Labels.IsWritable);
        await Assert.ThrowsAsync<InvalidInputException>(() =>
            copy.Labels.AppendAsync(Label("Ada", "s2", 4), CancellationToken.None));
    }

    private SqliteLabelStore Open(string? file = null) =>
        new(file ?? File, file ?? File, TimeSpan.FromSeconds(15), _time);
}
