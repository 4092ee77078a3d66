using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace EvalHarness.Pipeline.Browsing;

/// <summary>Interrupts statements of a connection that take more than some steps of SQLite's machine.</summary>
internal sealed class StepLimit : IDisposable
{
    /// <summary>SQLITE_INTERRUPT: the code of the failure of an interrupted statement.</summary>
    public const int Interrupted = raw.SQLITE_INTERRUPT;

    private readonly SqliteConnection _connection;

    /// <summary>Limits what is run from now on, until it is disposed.</summary>
    public StepLimit(SqliteConnection connection, int steps)
    {
        _connection = connection;
        raw.sqlite3_progress_handler(connection.Handle, steps, static _ => 1, null);
    }

    /// <inheritdoc/>
    public void Dispose() => raw.sqlite3_progress_handler(_connection.Handle, 0, null, null);
}
