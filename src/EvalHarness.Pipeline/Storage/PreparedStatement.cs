using Microsoft.Data.Sqlite;

namespace EvalHarness.Pipeline.Storage;

/// <summary>
/// A statement with parameters <c>$0</c>, <c>$1</c>, …, parsed once and run many times. Not thread-safe.
/// </summary>
internal sealed class PreparedStatement : IDisposable
{
    private readonly SqliteCommand _command;

    /// <summary>Prepares a statement on a connection.</summary>
    public PreparedStatement(SqliteConnection connection, string statement)
    {
        _command = connection.CreateCommand();
#pragma warning disable CA2100 // Statements are constants of this folder; values are always parameters.
        _command.CommandText = statement;
#pragma warning restore CA2100
    }

    /// <summary>Takes part in a transaction that began after the statement was made.</summary>
    public void Join(SqliteTransaction transaction) => _command.Transaction = transaction;

    /// <summary>Runs it with these values; <c>null</c> is SQL's null.</summary>
    public void Execute(params ReadOnlySpan<object?> values)
    {
        Bind(values);
        _command.ExecuteNonQuery();
    }

    /// <summary>Runs a query of one number with these values.</summary>
    public long ExecuteNumber(params ReadOnlySpan<object?> values)
    {
        Bind(values);
        return (long)_command.ExecuteScalar()!;
    }

    public void Dispose() => _command.Dispose();

    private void Bind(ReadOnlySpan<object?> values)
    {
        for (int i = _command.Parameters.Count; i < values.Length; i++)
        {
            _command.Parameters.Add(new SqliteParameter { ParameterName = $"${i}" });
        }

        for (int i = 0; i < values.Length; i++)
        {
            _command.Parameters[i].Value = values[i] ?? DBNull.Value;
        }
    }
}
