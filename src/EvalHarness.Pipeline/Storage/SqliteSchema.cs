namespace EvalHarness.Pipeline.Storage;

/// <summary>The tables, as the steps that lead from an empty file to the present version.</summary>
internal static class SqliteSchema
{
    private const string First = """
        CREATE TABLE runs (
            id TEXT NOT NULL PRIMARY KEY,
            name TEXT NOT NULL,
            status TEXT NOT NULL,
            started TEXT NOT NULL,
            finished TEXT,
            configuration TEXT NOT NULL,
            manifest TEXT NOT NULL
        ) STRICT;
        CREATE TABLE models (
            run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
            name TEXT NOT NULL,
            position INTEGER NOT NULL,
            summary TEXT NOT NULL,
            PRIMARY KEY (run_id, name)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE samples (
            run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
            task TEXT NOT NULL,
            ordinal INTEGER NOT NULL,
            sample_id TEXT NOT NULL,
            prompt TEXT NOT NULL,
            sample TEXT NOT NULL,
            PRIMARY KEY (run_id, task, ordinal)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE outputs (
            run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
            task TEXT NOT NULL,
            ordinal INTEGER NOT NULL,
            model TEXT NOT NULL,
            sample_id TEXT NOT NULL,
            text TEXT NOT NULL,
            ranking TEXT,
            log_likelihood REAL,
            log_likelihood_tokens INTEGER,
            finish_reason TEXT,
            input_tokens INTEGER,
            output_tokens INTEGER,
            latency_ms REAL,
            time_to_first_token_ms REAL,
            error_stage TEXT,
            error_message TEXT,
            PRIMARY KEY (run_id, task, ordinal, model)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE scores (
            run_id TEXT NOT NULL,
            task TEXT NOT NULL,
            ordinal INTEGER NOT NULL,
            model TEXT NOT NULL,
            position INTEGER NOT NULL,
            metric TEXT NOT NULL,
            value REAL,
            reason TEXT,
            weight REAL NOT NULL,
            PRIMARY KEY (run_id, task, ordinal, model, position),
            FOREIGN KEY (run_id, task, ordinal, model)
                REFERENCES outputs (run_id, task, ordinal, model) ON DELETE CASCADE
        ) STRICT, WITHOUT ROWID;
        """;

    private const string Verdicts = """
        CREATE TABLE verdicts (
            run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
            task TEXT NOT NULL,
            judge_id TEXT NOT NULL,
            purpose TEXT NOT NULL,
            sample_id TEXT NOT NULL,
            model TEXT NOT NULL,
            repeat INTEGER NOT NULL,
            score REAL,
            verdict TEXT NOT NULL,
            PRIMARY KEY (run_id, task, judge_id, purpose, sample_id, model, repeat)
        ) STRICT, WITHOUT ROWID;
        """;

    private const string Untried = "ALTER TABLE runs ADD COLUMN untried TEXT;";

    private const string Faults = """
        ALTER TABLE outputs ADD COLUMN reasoning TEXT;
        ALTER TABLE outputs ADD COLUMN own_log_likelihood REAL;
        ALTER TABLE outputs ADD COLUMN own_log_likelihood_tokens INTEGER;
        ALTER TABLE outputs ADD COLUMN alternatives_mass REAL;
        ALTER TABLE scores ADD COLUMN fault TEXT;
        """;

    private const string Origin = """
        ALTER TABLE runs ADD COLUMN machine TEXT;
        ALTER TABLE runs ADD COLUMN git_commit TEXT;
        """;

    // Empty in the rows that were there before: those are read unchecked.
    private const string Checksums = """
        ALTER TABLE runs ADD COLUMN checksum TEXT NOT NULL DEFAULT '';
        ALTER TABLE models ADD COLUMN checksum TEXT NOT NULL DEFAULT '';
        ALTER TABLE samples ADD COLUMN checksum TEXT NOT NULL DEFAULT '';
        ALTER TABLE outputs ADD COLUMN checksum TEXT NOT NULL DEFAULT '';
        ALTER TABLE scores ADD COLUMN checksum TEXT NOT NULL DEFAULT '';
        ALTER TABLE verdicts ADD COLUMN checksum TEXT NOT NULL DEFAULT '';
        """;

    /// <summary>Step <c>i</c> leads from version <c>i</c> to <c>i + 1</c>. Steps are added, never changed.</summary>
    public static IReadOnlyList<string> Migrations { get; } = [First, Verdicts, Untried, Faults, Origin, Checksums];

    /// <summary>A store of runs.</summary>
    public static SqliteLayout Layout { get; } = new("a run store", Migrations, IsDurable: false);
}
