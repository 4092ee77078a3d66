using Microsoft.Data.Sqlite;

namespace EvalHarness.Pipeline.Storage;

/// <summary>Adds or replaces rows of one table, each with its checksum. Not thread-safe.</summary>
internal sealed class RowInsert : IDisposable
{
    private readonly string[] _columns;
    private readonly PreparedStatement _statement;

    /// <summary>Prepares the statement.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="table">The table.</param>
    /// <param name="columns">The columns whose values are given, in the order in which they are given.</param>
    public RowInsert(SqliteConnection connection, string table, params string[] columns)
        : this(
            columns,
            new(connection, $"INSERT OR REPLACE INTO {table} ({Names(columns)}) VALUES ({Places(columns)})"))
    {
    }

    private RowInsert(string[] columns, PreparedStatement statement) => (_columns, _statement) = (columns, statement);

    /// <summary>
    /// Prepares a statement that changes a row in its place, so that the rows of other tables that belong to it stay.
    /// </summary>
    /// <param name="connection">The connection.</param>
    /// <param name="table">The table.</param>
    /// <param name="key">The columns of its primary key.</param>
    /// <param name="first">A column and its value in a row that is new; not part of the checksum.</param>
    /// <param name="columns">The columns whose values are given.</param>
    public static RowInsert CreateUpdating(
        SqliteConnection connection,
        string table,
        string[] key,
        (string Column, string Expression)? first,
        params string[] columns)
    {
        IEnumerable<string> changes = columns.Except(key).Append(RowChecksum.Column)
            .Select(column => $"{column} = excluded.{column}");
        return new RowInsert(columns, new(
            connection,
            $"INSERT INTO {table} ({Names(columns)}{(first is { } added ? $", {added.Column}" : "")}) "
            + $"VALUES ({Places(columns)}{(first is { } value ? $", {value.Expression}" : "")}) "
            + $"ON CONFLICT ({string.Join(", ", key)}) DO UPDATE SET {string.Join(", ", changes)}"));
    }

    /// <summary>Prepares a statement that only adds rows.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="table">The table.</param>
    /// <param name="columns">The columns whose values are given.</param>
    public static RowInsert CreateAdding(SqliteConnection connection, string table, params string[] columns) => new(
        columns, new(connection, $"INSERT INTO {table} ({Names(columns)}) VALUES ({Places(columns)})"));

    /// <summary>Takes part in a transaction that began after the statement was made.</summary>
    public void Join(SqliteTransaction transaction) => _statement.Join(transaction);

    /// <summary>Writes a row with these values, in the columns' order.</summary>
    public void Execute(params object?[] values) =>
        _statement.Execute([.. values, RowChecksum.Compute(_columns.Zip(values))]);

    public void Dispose() => _statement.Dispose();

    private static string Names(string[] columns) => string.Join(", ", [.. columns, RowChecksum.Column]);

    private static string Places(string[] columns) =>
        string.Join(", ", Enumerable.Range(0, columns.Length + 1).Select(place => $"${place}"));
}
