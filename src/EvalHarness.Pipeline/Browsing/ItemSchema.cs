namespace EvalHarness.Pipeline.Browsing;

/// <summary>Tables of an index of items: everything in it is made from the store, and can be made again.</summary>
internal static class ItemSchema
{
    /// <summary>Version of the tables and of what they hold; an index of another version is made anew.</summary>
    public const string Version = "1";

    /// <summary>Columns of an item that do not depend on the run, in the order in which they are written.</summary>
    public static IReadOnlyList<string> Columns { get; } =
    [
        "seq", "task", "ordinal", "model", "sample", "sample_id", "text_key", "differs", "flip", "loss", "empty", "cut",
        "failed", "missing", "unscored", "judged", "escalated", "disagree", "undecided", "length", "prompt_length",
    ];

    // A full scan answers any filter on a million items in time, so only what lists are sorted by has an index.
    private static readonly string[] s_sorted = ["loss", "length", "prompt_length"];

    /// <summary>The tables, before anything is written.</summary>
    public static string Tables(IReadOnlyList<ItemMetric> metrics) => $"""
        CREATE TABLE facts (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) STRICT;
        CREATE TABLE names (kind TEXT NOT NULL, number INTEGER NOT NULL, name TEXT NOT NULL,
            PRIMARY KEY (kind, number)) STRICT, WITHOUT ROWID;
        CREATE TABLE items (
            seq INTEGER PRIMARY KEY, task INTEGER NOT NULL, ordinal INTEGER NOT NULL, model INTEGER NOT NULL,
            sample INTEGER NOT NULL, sample_id TEXT NOT NULL, text_key INTEGER, differs INTEGER, flip INTEGER NOT NULL,
            loss REAL, empty INTEGER NOT NULL, cut INTEGER NOT NULL, failed INTEGER NOT NULL, missing INTEGER NOT NULL,
            unscored INTEGER NOT NULL, judged INTEGER NOT NULL, escalated INTEGER NOT NULL, disagree INTEGER NOT NULL,
            undecided INTEGER NOT NULL, length INTEGER, prompt_length INTEGER NOT NULL{string.Concat(
                metrics.SelectMany(metric => metric.Columns).Select(column => $", {column} REAL"))}) STRICT;
        CREATE TABLE tags (tag INTEGER NOT NULL, sample INTEGER NOT NULL, PRIMARY KEY (tag, sample))
            STRICT, WITHOUT ROWID;
        CREATE VIRTUAL TABLE texts USING fts5 (words, content = '', tokenize = 'unicode61');
        """;

    /// <summary>The indexes, made when all rows are there.</summary>
    public static IEnumerable<string> Indexes(IReadOnlyList<ItemMetric> metrics) => s_sorted
        .Concat(metrics.SelectMany(metric => metric.Columns))
        .Select(column =>
            $"CREATE INDEX {IndexOf(column)} ON items ({column}, seq) WHERE {column} IS NOT NULL")
        .Prepend("CREATE INDEX items_by_id ON items (sample_id)")
        .Prepend("CREATE INDEX items_by_place ON items (task, ordinal, model)");

    /// <summary>Name of the index that lists are sorted by a column with.</summary>
    public static string IndexOf(string column) => "items_by_" + column;
}
