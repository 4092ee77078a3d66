namespace EvalHarness.Pipeline.Storage;

/// <summary>
/// The one table of labels: a log. Its body holds the whole event; the other columns are for finding rows, and for
/// whoever queries the file.
/// </summary>
internal static class SqliteLabelSchema
{
    /// <summary>The table.</summary>
    public const string Table = "events";

    /// <summary>Kind of an event with what a person did.</summary>
    public const string Label = "label";

    /// <summary>Kind of an event with a question, stored before its first answer.</summary>
    public const string Question = "question";

    /// <summary>Kind of an event with a label policy.</summary>
    public const string Policy = "policy";

    /// <summary>Kind of an event with a draw for estimation.</summary>
    public const string Draw = "draw";

    /// <summary>Kind of an event with the text of a judge's prompt.</summary>
    public const string Prompt = "prompt";

    /// <summary>Kind of an event that notes a look.</summary>
    public const string Look = "look";

    /// <summary>Columns of a row, in the order in which they are written; the checksum stands behind them.</summary>
    public static readonly string[] Columns =
    [
        "sequence", "run_id", "kind", "time", "question_id", "item_id", "sample_id", "labeller", "action", "score",
        "token", "body",
    ];

    private const string First = """
        CREATE TABLE events (
            sequence INTEGER NOT NULL PRIMARY KEY,
            run_id TEXT NOT NULL,
            kind TEXT NOT NULL,
            time TEXT NOT NULL,
            question_id TEXT,
            item_id TEXT,
            sample_id TEXT,
            labeller TEXT,
            action TEXT,
            score REAL,
            token TEXT UNIQUE,
            body TEXT NOT NULL,
            checksum TEXT NOT NULL
        ) STRICT;
        CREATE INDEX events_by_run ON events (run_id, sequence);
        CREATE INDEX events_by_item ON events (run_id, item_id);
        CREATE TRIGGER events_are_never_changed BEFORE UPDATE ON events
            BEGIN SELECT RAISE(ABORT, 'events are only added'); END;
        CREATE TRIGGER events_are_never_removed BEFORE DELETE ON events
            BEGIN SELECT RAISE(ABORT, 'events are only added'); END;
        """;

    /// <summary>A store of labels. A label is a person's work: nothing brings a lost one back.</summary>
    public static SqliteLayout Layout { get; } = new("a label store", [First], IsDurable: true);
}
