using EvalHarness.Pipeline.Storage;
using EvalHarness.Runs;
using EvalHarness.Tests.Testing;
using Microsoft.Data.Sqlite;
using static EvalHarness.Tests.Pipeline.Storage.StoredRows;

namespace EvalHarness.Tests.Pipeline.Storage;

public sealed class SqliteRunStoreTests : RunStoreContractTests, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string File => Path.Combine(_folder.Path, "sub", "runs.db");

    public void Dispose() => _folder.Dispose();

    protected override IRunStore Open() => RunStores.Open("sqlite:sub/runs.db", _folder.Path);

    [Fact]
    public async Task WhatWasAppendedIsThereWhenTheProcessDiesWithoutClosing()
    {
        string copy = Path.Combine(_folder.Path, "copy.db");
        await using IRunStore store = Open();
        await store.SaveRunAsync(Run("r1"), CancellationToken.None);
        for (int i = 0; i < 20; i++)
        {
            await store.AppendAsync("r1", Output("m", "t", i), CancellationToken.None);

            // The files as a killed process would leave them, the log not yet folded into the database.
            System.IO.File.Copy(File, copy, overwrite: true);
            System.IO.File.Copy(File + "-wal", copy + "-wal", overwrite: true);
            await using IRunStore found = RunStores.Open("sqlite:copy.db", _folder.Path);
            List<OutputRow> rows =
                await found.ReadOutputsAsync("r1", null, null, CancellationToken.None).ToListAsync();
            Assert.Equal(i + 1, rows.Count);
            Assert.All(rows, row => Assert.Equal(2, row.Scores.Count));
        }
    }

    [Fact]
    public void AFileThatIsNoDatabaseIsNamed()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File)!);
        System.IO.File.WriteAllText(File, string.Concat(Enumerable.Repeat("not a database ", 100)));
        InputError mistake = Assert.Throws<InvalidInputException>(Open).Errors.Single();
        Assert.Equal(File, mistake.Location);
        Assert.Contains("not a readable SQLite database", mistake.Actual, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ADamagedPageIsTheUsersNews()
    {
        await using (IRunStore store = Open())
        {
            await store.SaveRunAsync(Run("r1"), CancellationToken.None);
            await Task.WhenAll(Enumerable.Range(0, 500).Select(i =>
                store.AppendAsync("r1", Output("m", "t", i), CancellationToken.None)));
        }

        byte[] bytes = System.IO.File.ReadAllBytes(File);
        bytes.AsSpan(4096, bytes.Length - 4096).Fill(0x5A);
        System.IO.File.WriteAllBytes(File, bytes);
        await Assert.ThrowsAsync<InvalidInputException>(async () =>
        {
            await using IRunStore damaged = Open();
            await damaged.ReadOutputsAsync("r1", null, null, CancellationToken.None).CountAsync();
        });
    }

    [Fact]
    public async Task ANewerSchemaIsRefused()
    {
        await Open().DisposeAsync();
        Execute("PRAGMA user_version = 99");
        InputError mistake = Assert.Throws<InvalidInputException>(Open).Errors.Single();
        Assert.Equal("a store of schema version 99", mistake.Actual);
    }

    [Fact]
    public async Task AFileFromBeforeThereWereSearchesOpensWithItsRuns()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File)!);
        foreach (string step in SqliteSchema.Migrations.Take(2))
        {
            Execute(step);
        }

        Execute("""
            INSERT INTO runs (id, name, status, started, finished, configuration, manifest)
            VALUES ('old', 'nightly', 'Finished', '2025-03-01T12:00:00.0000000+00:00', NULL, '{}',
                '{"tool_version":"1","configuration_sha256":"","models":{},"datasets":{},"prompts":{},"scorers":{},'
                || '"seeds":{}}')
            """);
        Execute("PRAGMA user_version = 2");
        await using IRunStore store = Open();
        RunRecord old = (await store.FindRunAsync("old", CancellationToken.None))!;
        Assert.Null(old.Untried);
        await store.SaveRunAsync(old with { Untried = ["q8_0"] }, CancellationToken.None);
        Assert.Equal(["q8_0"], (await store.FindRunAsync("old", CancellationToken.None))!.Untried!);
    }

    [Fact]
    public void AnotherProgramsDatabaseIsLeftAlone()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File)!);
        Execute("CREATE TABLE bookmarks (url TEXT)");
        InputError mistake = Assert.Throws<InvalidInputException>(Open).Errors.Single();
        Assert.Contains("another program", mistake.Actual, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ALockThatStaysIsReportedWithItsMend()
    {
        await using SqliteRunStore store = SqliteRunStore.Open(File, busyTimeout: TimeSpan.FromSeconds(1));
        using SqliteConnection other = new($"Data Source={File};Pooling=False");
        other.Open();
        using SqliteTransaction held = other.BeginTransaction(deferred: false);
        InvalidInputException thrown = await Assert.ThrowsAsync<InvalidInputException>(() =>
            store.SaveRunAsync(Run("r1"), CancellationToken.None));
        Assert.Contains("locked", thrown.Errors.Single().Actual, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadersAndTheWriterDoNotBlockOneAnother()
    {
        await using IRunStore store = Open();
        await store.SaveRunAsync(Run("r1"), CancellationToken.None);
        await store.AppendAsync("r1", Output("m", "t", 0), CancellationToken.None);
        await foreach (OutputRow row in store.ReadOutputsAsync("r1", null, null, CancellationToken.None))
        {
            await store.AppendAsync("r1", Output("m", "t", row.Ordinal + 1), CancellationToken.None);
            Assert.Equal(0, row.Ordinal);
        }
    }

    [Fact]
    public void APathBelowAFileIsRefused()
    {
        System.IO.File.WriteAllText(Path.Combine(_folder.Path, "sub"), "a file");
        Assert.Throws<InvalidInputException>(Open);
    }

    [Theory]
    [InlineData("runs.db")]
    [InlineData("sqlite:")]
    [InlineData("postgres://host/db")]
    public void AnUnknownStoreIsRefused(string store) =>
        Assert.Throws<InvalidInputException>(() => RunStores.Open(store, _folder.Path));

    private void Execute(string statement)
    {
        using SqliteConnection connection = new($"Data Source={File};Pooling=False");
        connection.Open();
        SqliteDatabase.Execute(connection, statement);
    }
}
