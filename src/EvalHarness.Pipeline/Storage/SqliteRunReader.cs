using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using EvalHarness.Judging;
using EvalHarness.Labels;
using EvalHarness.Runs;
using Microsoft.Data.Sqlite;

namespace EvalHarness.Pipeline.Storage;

/// <summary>
/// Reads records from tables. Each call sees one state of the database through a connection of its own; samples come in
/// pages, and each page has its state.
/// </summary>
internal abstract class SqliteRunReader(SqliteDatabase database) : IRunReader, ISampleLookup
{
    private const int SamplesPerPage = 256;

    private const string Runs =
        "SELECT id, name, status, started, finished, configuration, manifest, untried, machine, git_commit, checksum "
        + "FROM runs";

    private static readonly string s_purposes =
        string.Join(", ", Enum.GetNames<VerdictPurpose>().Select(name => $"('{name}')"));

    public abstract ILabelStore Labels { get; }

    public async Task<IReadOnlyList<RunRecord>> ListRunsAsync(CancellationToken cancellationToken) =>
        await QueryAsync("runs", Runs + " ORDER BY started DESC, id DESC", [], ReadRun, cancellationToken)
            .ToListAsync(cancellationToken);

    public async Task<RunRecord?> FindRunAsync(string runId, CancellationToken cancellationToken) =>
        await QueryAsync("runs", Runs + " WHERE id = $0", [runId], ReadRun, cancellationToken)
            .FirstOrDefaultAsync(cancellationToken);

    public async Task<IReadOnlyList<ModelSummary>> ReadModelsAsync(
        string runId, CancellationToken cancellationToken) =>
        await QueryAsync(
            "models",
            "SELECT run_id, name, summary, checksum FROM models WHERE run_id = $0 ORDER BY position",
            [runId],
            row => Parse(row.GetString(2), StoreJsonContext.Default.ModelSummary),
            cancellationToken).ToListAsync(cancellationToken);

    // In pages, for models and judges take hours over them: an open query would keep the log from being folded in.
    public async IAsyncEnumerable<SampleRow> ReadSamplesAsync(
        string runId, string? task, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        List<SampleRow> page;
        (string Task, int Ordinal) last = (task ?? "", -1);
        do
        {
            page = await QueryAsync(
                "samples",
                $"""
                SELECT run_id, task, ordinal, sample_id, prompt, sample, checksum FROM samples
                WHERE run_id = $0 AND ($1 IS NULL OR task = $1) AND (task, ordinal) > ($2, CAST($3 AS INTEGER))
                ORDER BY task, ordinal LIMIT {SamplesPerPage}
                """,
                [runId, task, last.Task, Text(last.Ordinal)],
                ReadSample,
                cancellationToken).ToListAsync(cancellationToken);
            foreach (SampleRow row in page)
            {
                yield return row;
                last = (row.Task, row.Ordinal);
            }
        }
        while (page.Count == SamplesPerPage);
    }

    public IAsyncEnumerable<OutputRow> ReadOutputsAsync(
        string runId, string? model, string? task, CancellationToken cancellationToken) => Joined(
        $"""
        SELECT {SqliteOutputColumns.Names}
        FROM outputs o LEFT JOIN scores s
            ON s.run_id = o.run_id AND s.task = o.task AND s.ordinal = o.ordinal AND s.model = o.model
        WHERE o.run_id = $0 AND ($1 IS NULL OR o.model = $1) AND ($2 IS NULL OR o.task = $2)
        ORDER BY o.task, o.ordinal, o.model, s.position
        """,
        [runId, model, task],
        cancellationToken);

    public IAsyncEnumerable<VerdictRow> ReadVerdictsAsync(
        string runId, string? task, CancellationToken cancellationToken) =>
        QueryAsync(
            "verdicts",
            """
            SELECT run_id, task, judge_id, purpose, sample_id, model, repeat, score, verdict, checksum FROM verdicts
            WHERE run_id = $0 AND ($1 IS NULL OR task = $1)
            ORDER BY task, judge_id, purpose, sample_id, model, repeat
            """,
            [runId, task],
            row => Parse(row.GetString(8), StoreJsonContext.Default.VerdictRow),
            cancellationToken);

    public IAsyncEnumerable<VerdictRow> ReadVerdictsBySampleAsync(
        string runId, string task, CancellationToken cancellationToken) =>
        QueryAsync(
            "verdicts",
            """
            SELECT v.run_id, v.task, v.judge_id, v.purpose, v.sample_id, v.model, v.repeat, v.score, v.verdict,
                v.checksum
            FROM verdicts v LEFT JOIN samples s
                ON s.run_id = $0 AND s.task = $1 AND s.sample_id = v.sample_id
            WHERE v.run_id = $0 AND v.task = $1
            ORDER BY s.ordinal IS NULL, s.ordinal, v.sample_id, v.judge_id, v.purpose, v.model, v.repeat
            """,
            [runId, task],
            row => Parse(row.GetString(8), StoreJsonContext.Default.VerdictRow),
            cancellationToken);

    public async Task<IReadOnlySet<string>> ReadAnsweredAsync(
        string runId, string model, string task, CancellationToken cancellationToken) =>
        await QueryAsync(
            "outputs",
            """
            SELECT sample_id FROM outputs
            WHERE run_id = $0 AND model = $1 AND task = $2 AND error_stage IS NULL
            """,
            [runId, model, task],
            row => row.GetString(0),
            cancellationToken).ToHashSetAsync(cancellationToken: cancellationToken);

    public async Task<SampleRow?> FindSampleAsync(
        string runId, string task, int ordinal, CancellationToken cancellationToken) =>
        await QueryAsync(
            "samples",
            """
            SELECT run_id, task, ordinal, sample_id, prompt, sample, checksum FROM samples
            WHERE run_id = $0 AND task = $1 AND ordinal = CAST($2 AS INTEGER)
            """,
            [runId, task, Text(ordinal)],
            ReadSample,
            cancellationToken).FirstOrDefaultAsync(cancellationToken);

    public async Task<IReadOnlyList<OutputRow>> ReadOutputsOfSampleAsync(
        string runId, string task, int ordinal, CancellationToken cancellationToken) =>
        await Joined(
            $"""
            SELECT {SqliteOutputColumns.Names}
            FROM outputs o LEFT JOIN scores s
                ON s.run_id = o.run_id AND s.task = o.task AND s.ordinal = o.ordinal AND s.model = o.model
            WHERE o.run_id = $0 AND o.task = $1 AND o.ordinal = CAST($2 AS INTEGER)
            ORDER BY o.model, s.position
            """,
            [runId, task, Text(ordinal)],
            cancellationToken).ToListAsync(cancellationToken);

    // A judge's verdicts on one sample are found by the table's key; the judges, by jumping from one to the next.
    public async Task<IReadOnlyList<VerdictRow>> ReadVerdictsOfSampleAsync(
        string runId, string task, string sampleId, CancellationToken cancellationToken) =>
        await QueryAsync(
            "verdicts",
            $"""
            WITH RECURSIVE judges (id) AS (
                SELECT min(judge_id) FROM verdicts WHERE run_id = $0 AND task = $1
                UNION ALL
                SELECT (SELECT min(v.judge_id) FROM verdicts v
                    WHERE v.run_id = $0 AND v.task = $1 AND v.judge_id > judges.id)
                FROM judges WHERE judges.id IS NOT NULL),
            purposes (name) AS (VALUES {s_purposes})
            SELECT v.run_id, v.task, v.judge_id, v.purpose, v.sample_id, v.model, v.repeat, v.score, v.verdict,
                v.checksum
            FROM judges CROSS JOIN purposes CROSS JOIN verdicts v
                ON v.run_id = $0 AND v.task = $1 AND v.judge_id = judges.id AND v.purpose = purposes.name
                    AND v.sample_id = $2
            ORDER BY v.judge_id, v.purpose, v.model, v.repeat
            """,
            [runId, task, sampleId],
            row => Parse(row.GetString(8), StoreJsonContext.Default.VerdictRow),
            cancellationToken).ToListAsync(cancellationToken);

    public async Task<IReadOnlyList<StoredCount>> CountAsync(string runId, CancellationToken cancellationToken) =>
        await QueryAsync(
            "outputs",
            """
            SELECT task, model, count(*), count(error_stage) FROM outputs WHERE run_id = $0 GROUP BY task, model
            UNION ALL
            SELECT task, NULL, count(*), 0 FROM verdicts WHERE run_id = $0 GROUP BY task
            """,
            [runId],
            row => new StoredCount(
                row.GetString(0), row.IsDBNull(1) ? null : row.GetString(1), row.GetInt32(2), row.GetInt32(3)),
            cancellationToken).ToListAsync(cancellationToken);

    private async IAsyncEnumerable<OutputRow> Joined(
        string query, string?[] values, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // One row per score; an output without scores is one row whose score columns are null.
        IAsyncEnumerable<(OutputRow Output, Score? Score)> rows = QueryAsync(
            "outputs",
            query,
            values,
            row => (SqliteOutputColumns.ReadOutput(row), SqliteOutputColumns.ReadScore(row)),
            cancellationToken);
        OutputRow? current = null;
        List<Score> scores = [];
        await foreach ((OutputRow row, Score? score) in rows)
        {
            if (current is not null
                && (current.Task, current.Ordinal, current.Model) != (row.Task, row.Ordinal, row.Model))
            {
                yield return current with { Scores = scores };
                (current, scores) = (null, []);
            }

            current ??= row;
            scores.AddRange(score is null ? [] : [score]);
        }

        if (current is not null)
        {
            yield return current with { Scores = scores };
        }
    }

    private static RunRecord ReadRun(SqliteDataReader row) => new()
    {
        Id = row.GetString(0),
        Name = row.GetString(1),
        Status = Enum.Parse<RunStatus>(row.GetString(2)),
        Started = Instant(row.GetString(3)),
        Finished = row.IsDBNull(4) ? null : Instant(row.GetString(4)),
        Configuration = row.GetString(5),
        Manifest = Parse(row.GetString(6), StoreJsonContext.Default.RunManifest),
        Untried = row.IsDBNull(7) ? null : Parse(row.GetString(7), StoreJsonContext.Default.IReadOnlyListString),
        Machine = row.IsDBNull(8) ? null : row.GetString(8),
        GitCommit = row.IsDBNull(9) ? null : row.GetString(9),
    };

    private static SampleRow ReadSample(SqliteDataReader row) => new()
    {
        Task = row.GetString(1),
        Ordinal = row.GetInt32(2),
        Prompt = row.GetString(4),
        Sample = Parse(row.GetString(5), StoreJsonContext.Default.Sample),
    };

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static DateTimeOffset Instant(string text) =>
        DateTimeOffset.ParseExact(text, "O", CultureInfo.InvariantCulture);

    private static T Parse<T>(string json, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type) =>
        JsonSerializer.Deserialize(json, type) ?? throw new JsonException("A column holds null for a record.");

    // SQLite reads a local file in this process: there is nothing to wait for, only an interface to satisfy.
    private IAsyncEnumerable<T> QueryAsync<T>(
        string table,
        string query,
        string?[] values,
        Func<SqliteDataReader, T> read,
        CancellationToken cancellationToken) =>
        new SqliteQuery(database, table, query).Read(values, read, cancellationToken).ToAsyncEnumerable();
}
