using EvalHarness.Pipeline.Browsing.Filtering;
using Microsoft.Data.Sqlite;

namespace EvalHarness.Pipeline.Browsing;

/// <summary>Reads whole items from an index. Not thread-safe.</summary>
internal sealed class ItemRows : IDisposable
{
    private const int FixedColumns = 5;

    private readonly ItemNames _names;
    private readonly FilterField[] _flags;
    private readonly SqliteCommand _byNumber;
    private readonly SqliteCommand _byPlace;

    /// <summary>Prepares to read.</summary>
    public ItemRows(SqliteConnection connection, ItemNames names, IReadOnlyList<FilterField> fields)
    {
        _names = names;
        _flags = [.. fields.Where(field => field.Kind == FilterFieldKind.Flag)];
        string columns = string.Join(", ",
        [
            "seq", "task", "ordinal", "model", "sample_id", .. _flags.Select(flag => flag.Sql),
            .. names.Metrics.SelectMany(metric => metric.Columns),
        ]);
        _byNumber = Command(connection, $"SELECT {columns} FROM items WHERE seq = $0");
        _byPlace = Command(
            connection, $"SELECT {columns} FROM items WHERE task = $0 AND ordinal = $1 AND model = $2");
    }

    /// <summary>An item by number; <c>null</c> when there is none.</summary>
    public Item? Find(long number) => Read(_byNumber, number);

    /// <summary>An item by what it is of; <c>null</c> when there is none.</summary>
    public Item? Find(string task, int ordinal, string model) => Read(
        _byPlace, ItemNames.NumberOf(_names.Tasks, task), ordinal, ItemNames.NumberOf(_names.Models, model));

    /// <inheritdoc/>
    public void Dispose()
    {
        _byNumber.Dispose();
        _byPlace.Dispose();
    }

    private Item? Read(SqliteCommand command, params object[] values)
    {
        command.Parameters.Clear();
        for (int i = 0; i < values.Length; i++)
        {
            command.Parameters.AddWithValue(FormattableString.Invariant($"${i}"), values[i]);
        }

        using SqliteDataReader row = command.ExecuteReader();
        if (!row.Read())
        {
            return null;
        }

        int scores = FixedColumns + _flags.Length;
        return new Item(
            row.GetInt64(0),
            _names.Tasks[row.GetInt32(1)],
            row.GetInt32(2),
            _names.Models[row.GetInt32(3)],
            row.GetString(4),
            [.. _flags.Where((_, at) => !row.IsDBNull(FixedColumns + at) && row.GetInt64(FixedColumns + at) != 0)
                .Select(flag => flag.Name)],
            [.. _names.Metrics
                .Select((metric, at) => new ItemScore(
                    metric.Name,
                    Number(row, scores + (3 * at) + 1),
                    Number(row, scores + (3 * at)),
                    Number(row, scores + (3 * at) + 2)))
                .Where(score => score.Baseline is not null || score.Candidate is not null)]);
    }

    private static double? Number(SqliteDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetDouble(column);

    private static SqliteCommand Command(SqliteConnection connection, string query)
    {
        SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // Columns are those of the index; values are always parameters.
        command.CommandText = query;
#pragma warning restore CA2100
        return command;
    }
}
