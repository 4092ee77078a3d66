using System.Globalization;
using EvalHarness.Pipeline.Files;
using Microsoft.Data.Sqlite;

namespace EvalHarness.Pipeline.Storage;

/// <summary>One database file: its connections, its schema, and what its failures mean to the user.</summary>
internal sealed class SqliteDatabase
{
    private readonly string _connectionString;
    private readonly SqliteLayout _layout;

    private SqliteDatabase(string path, string file, SqliteLayout layout, TimeSpan busyTimeout)
    {
        (Path, _layout) = (path, layout);
        _connectionString = new SqliteConnectionStringBuilder
        {
            DataSource = file,
            DefaultTimeout = (int)Math.Ceiling(busyTimeout.TotalSeconds),
            ForeignKeys = true,
        }.ToString();
    }

    /// <summary>Full path of the file, as the user knows it.</summary>
    public string Path { get; }

    /// <summary>Opens or makes the file, brings its schema up to date and looks it over.</summary>
    /// <param name="path">What the user calls the store.</param>
    /// <param name="file">The file: the store itself, or a copy of it.</param>
    /// <param name="layout">What it holds.</param>
    /// <param name="busyTimeout">How long to wait for another process's lock.</param>
    public static SqliteDatabase Open(string path, string file, SqliteLayout layout, TimeSpan busyTimeout)
    {
        SqliteDatabase database = new(path, file, layout, busyTimeout);
        try
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
            using SqliteConnection connection = database.Connect();
            Execute(connection, "PRAGMA journal_mode = WAL");
            database.Migrate(connection);
            database.Check(connection);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException(
                path, FileFailure.Describe(failure), "a database file in a writable folder",
                "Change \"store\" in the configuration.");
        }
        catch (SqliteException failure)
        {
            throw database.Explain(failure);
        }

        return database;
    }

    /// <summary>A new connection, whose commits are as durable as the layout says.</summary>
    public SqliteConnection Connect()
    {
        SqliteConnection connection = new(_connectionString);
        try
        {
            connection.Open();
            Execute(connection, _layout.IsDurable ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Closes the connections that are kept for reuse.</summary>
    public void Close()
    {
        using SqliteConnection connection = new(_connectionString);
        SqliteConnection.ClearPool(connection);
    }

    /// <summary>
    /// The user's mistake behind a failure of the database, or the failure itself where there is none.
    /// </summary>
    public Exception Explain(SqliteException failure) => failure.SqliteErrorCode switch
    {
        SqliteCode.Busy or SqliteCode.Locked => new InvalidInputException(
            Path, "a database that is locked by another process", "a writable database",
            "Wait for the other run to end, or give this one its own \"store\"."),
        SqliteCode.Corrupt or SqliteCode.NotADatabase or SqliteCode.Statement => new InvalidInputException(
            Path, $"not a readable SQLite database ({failure.Message})", _layout.Name,
            "Move the file, or set another \"store\"."),
        SqliteCode.CannotOpen or SqliteCode.ReadOnly or SqliteCode.Permission or SqliteCode.InputOutput =>
            new InvalidInputException(
                Path, $"a file that cannot be opened or written ({failure.Message})", "a writable file",
                "Check the permissions of the file and its folder, or set another \"store\"."),
        SqliteCode.Full => new InvalidInputException(
            Path, "a full disk", "room for its rows", "Free some space and try again."),
        _ => failure,
    };

    /// <summary>Runs one statement that gives no rows.</summary>
    public static void Execute(SqliteConnection connection, string statement)
    {
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // Statements are constants of this folder; values are always parameters.
        command.CommandText = statement;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    private void Migrate(SqliteConnection connection)
    {
        if (ReadVersion(connection) == _layout.Version)
        {
            return;
        }

        // The version is read again inside: another process may have migrated while this one waited for the lock.
        using SqliteTransaction transaction = connection.BeginTransaction(deferred: false);
        long version = ReadVersion(connection);
        if (version > _layout.Version)
        {
            throw new InvalidInputException(
                Path,
                string.Create(CultureInfo.InvariantCulture, $"a store of schema version {version}"),
                string.Create(CultureInfo.InvariantCulture, $"version {_layout.Version} or older"),
                "A newer version of EvalHarness wrote it: upgrade, or set another \"store\".");
        }

        if (version == 0 && ReadNumber(connection, "SELECT count(*) FROM sqlite_schema") > 0)
        {
            throw new InvalidInputException(
                Path, "the SQLite database of another program", $"{_layout.Name}, or no file",
                "Set another \"store\" in the configuration.");
        }

        for (; version < _layout.Version; version++)
        {
            Execute(connection, _layout.Migrations[(int)version]);
        }

        Execute(connection, string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {version}"));
        transaction.Commit();
    }

    // Pages and rows that belong nowhere: what a row's own checksum cannot show.
    private void Check(SqliteConnection connection)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "PRAGMA quick_check(1)";
        string? found = command.ExecuteScalar() as string;
        command.CommandText = "PRAGMA foreign_key_check";
        using SqliteDataReader orphans = command.ExecuteReader();
        if (orphans.Read())
        {
            found = $"a row of {orphans.GetString(0)} belongs to no {orphans.GetString(2)}";
        }

        if (found != "ok")
        {
            throw new InvalidInputException(
                Path, $"a damaged database ({found})", _layout.Name,
                "Restore it from a backup, or move the file.");
        }
    }

    private static long ReadVersion(SqliteConnection connection) => ReadNumber(connection, "PRAGMA user_version");

    private static long ReadNumber(SqliteConnection connection, string query)
    {
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // Queries are constants of this class.
        command.CommandText = query;
#pragma warning restore CA2100
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }
}
