using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace EvalHarness.Pipeline.Storage;

/// <summary>A query of rows with checksums, each time through a connection of its own.</summary>
/// <param name="database">The database.</param>
/// <param name="table">The table that damage is reported of.</param>
/// <param name="query">The query, with <c>$0</c>, <c>$1</c>, … for its values.</param>
internal sealed class SqliteQuery(SqliteDatabase database, string table, string query)
{
    /// <summary>The rows.</summary>
    /// <param name="values">The query's values.</param>
    /// <param name="read">Makes a record of a row.</param>
    /// <param name="cancellationToken">Cancels between rows.</param>
    /// <exception cref="InvalidInputException">The database is locked or damaged.</exception>
    public IEnumerable<T> Read<T>(
        string?[] values, Func<SqliteDataReader, T> read, CancellationToken cancellationToken)
    {
        using SqliteConnection connection = Explained(database.Connect);
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // Queries are constants of this folder; values are always parameters.
        command.CommandText = query;
#pragma warning restore CA2100
        for (int i = 0; i < values.Length; i++)
        {
            command.Parameters.AddWithValue($"${i}", (object?)values[i] ?? DBNull.Value);
        }

        using SqliteDataReader rows = Explained(command.ExecuteReader);
        while (Explained(rows.Read))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return Checked(rows, read);
        }
    }

    private T Checked<T>(SqliteDataReader row, Func<SqliteDataReader, T> read)
    {
        try
        {
            if (RowChecksum.Agrees(row))
            {
                return read(row);
            }
        }
        catch (Exception damage) when (damage is JsonException or FormatException or ArgumentException
            or InvalidCastException or OverflowException or InvalidOperationException or NotSupportedException)
        {
            // A row from before there were checksums, or one whose damage SQLite itself stumbles over.
        }

        throw new InvalidInputException(
            $"{database.Path}: {table}",
            $"a damaged row ({RowChecksum.Describe(row)})",
            "the row as it was written",
            "Restore the file from a backup, or run the evaluation again.");
    }

    private T Explained<T>(Func<T> touch)
    {
        try
        {
            return touch();
        }
        catch (SqliteException failure)
        {
            throw database.Explain(failure);
        }
    }
}
