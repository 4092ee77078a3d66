using EvalHarness.Judging;
using EvalHarness.Pipeline.Storage;
using EvalHarness.Runs;
using EvalHarness.Tests.Testing;
using Microsoft.Data.Sqlite;
using static EvalHarness.Tests.Pipeline.Storage.StoredRows;

namespace EvalHarness.Tests.Pipeline.Storage;

/// <summary>A store whose rows are no longer those that were written never gives another answer.</summary>
public sealed class DamagedStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string File => _folder.File("runs.db");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("runs", "UPDATE runs SET configuration = replace(configuration, 'nightly', 'nightlz')", "id r1")]
    [InlineData("runs", "UPDATE runs SET manifest = '{'", "id r1")]
    [InlineData("runs", "UPDATE runs SET status = 'Finishee'", "id r1")]
    [InlineData("runs", "UPDATE runs SET started = '2025-03-01'", "id r1")]
    [InlineData("models", "UPDATE models SET summary = replace(summary, 'gguf', 'ggug')", "name m")]
    [InlineData("models", "UPDATE models SET summary = 'null'", "name m")]
    [InlineData("samples", "UPDATE samples SET prompt = prompt || '!'", "ordinal 0")]
    [InlineData("samples", "UPDATE samples SET sample = substr(sample, 2)", "ordinal 0")]
    [InlineData("outputs", "UPDATE outputs SET text = replace(text, 'f', 'l') WHERE ordinal = 1", "ordinal 1")]
    [InlineData("outputs", "UPDATE outputs SET output_tokens = 7 WHERE ordinal = 1", "ordinal 1")]
    [InlineData("outputs", "UPDATE scores SET value = value + 0.125 WHERE ordinal = 1", "ordinal 1")]
    [InlineData("outputs", "UPDATE scores SET value = NULL WHERE ordinal = 1", "ordinal 1")]
    [InlineData("outputs", "UPDATE scores SET metric = 'rougeM' WHERE ordinal = 1 AND position = 0", "ordinal 1")]
    [InlineData("verdicts", "UPDATE verdicts SET verdict = replace(verdict, '4', '5')", "sample_id t-0")]
    [InlineData("verdicts", "UPDATE verdicts SET sample_id = 't-1'", "sample_id t-1")]
    public async Task AChangedRowIsNamedAndNotRead(string table, string damage, string row)
    {
        await WriteAsync();
        Execute(damage);
        InvalidInputException thrown = await Assert.ThrowsAsync<InvalidInputException>(ReadAllAsync);
        Assert.Equal($"{File}: {table}", thrown.Errors[0].Location);
        Assert.Contains(row, thrown.Errors[0].Actual, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UPDATE verdicts SET run_id = 'r9'")]
    [InlineData("UPDATE scores SET ordinal = 77 WHERE ordinal = 1")]
    public async Task ARowThatBelongsToNothingIsSeen(string damage)
    {
        await WriteAsync();
        Execute(damage);
        InvalidInputException thrown = await Assert.ThrowsAsync<InvalidInputException>(ReadAllAsync);
        Assert.Contains("belongs to no", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NoFlippedByteChangesWhatIsRead()
    {
        await WriteAsync();
        SqliteConnection.ClearAllPools();
        byte[] whole = System.IO.File.ReadAllBytes(File);
        string expected = await ReadAllAsync();
        Random moments = new(20_261_129);
        for (int i = 0; i < 150; i++)
        {
            byte[] damaged = [.. whole];
            damaged[moments.Next(damaged.Length)] ^= (byte)(1 << moments.Next(8));
            System.IO.File.WriteAllBytes(File, damaged);
            System.IO.File.Delete(File + "-wal");
            System.IO.File.Delete(File + "-shm");
            try
            {
                Assert.Equal(expected, await ReadAllAsync());
            }
            catch (InvalidInputException)
            {
                // Said, and not taken for something else.
            }
        }
    }

    [Fact]
    public async Task RowsFromBeforeThereWereChecksumsAreRead()
    {
        await WriteAsync();
        string expected = await ReadAllAsync();
        foreach (string table in (string[])["runs", "models", "samples", "outputs", "scores", "verdicts"])
        {
            Execute($"UPDATE {table} SET checksum = ''");
        }

        Assert.Equal(expected, await ReadAllAsync());
        Execute("UPDATE models SET summary = 'nothing'");
        await Assert.ThrowsAsync<InvalidInputException>(ReadAllAsync);
    }

    [Fact]
    public async Task ACopyIsReadWithWhatTheLogHoldsAndLeavesNoTrace()
    {
        await using SqliteRunStore store = SqliteRunStore.Open(File);
        await store.SaveRunAsync(Run("r1"), CancellationToken.None);
        HashSet<string> before = [.. Directory.GetFiles(_folder.Path)];
        byte[] database = System.IO.File.ReadAllBytes(File);
        await using (IStoredRuns copy = SqliteRunStore.OpenCopy(File))
        {
            Assert.Equal("r1", (await copy.ListRunsAsync(CancellationToken.None)).Single().Id);
        }

        Assert.Equal(database, System.IO.File.ReadAllBytes(File));
        Assert.Equal(before, [.. Directory.GetFiles(_folder.Path)]);
    }

    [Fact]
    public async Task ACopyOfAnOlderStoreIsBroughtUpToDateAndTheStoreIsNot()
    {
        foreach (string step in SqliteSchema.Migrations.Take(2))
        {
            Execute(step);
        }

        Execute("PRAGMA user_version = 2");
        await using (IStoredRuns copy = SqliteRunStore.OpenCopy(File))
        {
            Assert.Empty(await copy.ListRunsAsync(CancellationToken.None));
        }

        using SqliteConnection connection = new($"Data Source={File};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "PRAGMA user_version";
        Assert.Equal(2L, command.ExecuteScalar());
    }

    private async Task WriteAsync()
    {
        await using SqliteRunStore store = SqliteRunStore.Open(File);
        await store.SaveRunAsync(Run("r1") with { Machine = "one", GitCommit = "c0de" }, CancellationToken.None);
        await store.SaveModelAsync(
            "r1", new ModelSummary { Name = "m", Provider = "gguf", Outputs = 2, Errors = 0 }, CancellationToken.None);
        await store.SaveSamplesAsync("r1", [Sample("t", 0)], CancellationToken.None);
        await store.AppendAsync("r1", Output("m", "t", 0), CancellationToken.None);
        await store.AppendAsync("r1", Output("m", "t", 1), CancellationToken.None);
        await store.AppendAsync(
            "r1",
            new VerdictRow
            {
                Task = "t",
                JudgeId = "j",
                Purpose = VerdictPurpose.Sample,
                Verdict = new Verdict { Judge = "judge", SampleId = "t-0", Model = "m", Score = 4 },
                TextKey = "k",
            },
            CancellationToken.None);
    }

    private async Task<string> ReadAllAsync()
    {
        await using SqliteRunStore store = SqliteRunStore.Open(File);
        object[] all =
        [
            await store.ListRunsAsync(CancellationToken.None),
            await store.ReadModelsAsync("r1", CancellationToken.None),
            await store.ReadSamplesAsync("r1", null, CancellationToken.None).ToListAsync(),
            await store.ReadOutputsAsync("r1", null, null, CancellationToken.None).ToListAsync(),
            await store.ReadVerdictsAsync("r1", null, CancellationToken.None).ToListAsync(),
        ];
        return System.Text.Json.JsonSerializer.Serialize(all);
    }

    private void Execute(string statement)
    {
        using SqliteConnection connection = new($"Data Source={File};Pooling=False;Foreign Keys=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // The tests' own statements.
        command.CommandText = statement;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
