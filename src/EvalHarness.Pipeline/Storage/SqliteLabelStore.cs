using EvalHarness.Labels;
using Microsoft.Data.Sqlite;

namespace EvalHarness.Pipeline.Storage;

/// <summary>
/// Labels in one SQLite file beside the store of the runs, made with the first label. It is a file of its own because a
/// label must be on the disk when its page says so, which would slow a run down; because a run that writes must not
/// keep a person waiting; and because people's work is backed up apart from what a machine can make again.
/// </summary>
internal sealed class SqliteLabelStore : ILabelStore, IDisposable
{
    private readonly string _path;
    private readonly string _file;
    private readonly TimeSpan _busyTimeout;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly Lock _opening = new();
    private SqliteDatabase? _database;

    /// <summary>A store, which is opened when it is first used.</summary>
    /// <param name="path">What the user calls the file.</param>
    /// <param name="file">The file: the store itself, or a copy of it that is only read.</param>
    /// <param name="busyTimeout">How long to wait for another process's lock.</param>
    /// <param name="time">Tells when events happen.</param>
    public SqliteLabelStore(string path, string file, TimeSpan busyTimeout, TimeProvider time) =>
        (_path, _file, _busyTimeout, _time) = (path, file, busyTimeout, time);

    public bool IsWritable => _path == _file;

    /// <summary>The file of labels beside a store of runs.</summary>
    public static string PathBeside(string store) => store + "-labels";

    public async Task<LabelEvent> AppendAsync(LabelEntry entry, CancellationToken cancellationToken) =>
        (await AppendAsync([entry], cancellationToken))[0];

    public Task<IReadOnlyList<LabelEvent>> AppendAsync(
        IReadOnlyList<LabelEntry> entries, CancellationToken cancellationToken)
    {
        LabelEntry[] checkedEntries = [.. entries.Select(entry => entry.Checked())];
        return checkedEntries.Length == 0
            ? Task.FromResult<IReadOnlyList<LabelEvent>>([])
            : WriteAsync<IReadOnlyList<LabelEvent>>(
                (rows, tables) => Append(checkedEntries, rows, tables, cancellationToken), cancellationToken);
    }

    public Task<LabelPolicy> SavePolicyAsync(
        string runId, string text, string author, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(text);
        RequireText("policy", text, LabelPolicy.LongestText);
        string hash = LabelPolicy.HashOf(text);
        return WriteAsync(
            (rows, tables) =>
            {
                IReadOnlyList<LabelPolicy> policies = rows.ReadBook(runId, cancellationToken).Policies;
                return policies is [.., { } last] && last.Hash == hash
                    ? last
                    : tables.Add(runId, new StoredPolicy(hash, text, author), policies.Count + 1);
            },
            cancellationToken);
    }

    public Task<PromptVersion> SavePromptAsync(PromptVersion version, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(version);
        RequireText("prompt", version.Text, PromptVersion.LongestText);
        return WriteAsync(
            (rows, tables) => rows.ReadBook(version.RunId, cancellationToken).Prompts
                .FirstOrDefault(other => (other.Judge, other.JudgeId) == (version.Judge, version.JudgeId))
                ?? tables.Add(version),
            cancellationToken);
    }

    public Task<EstimationDraw> SaveDrawAsync(EstimationDraw draw, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(draw);
        return WriteAsync(
            (rows, tables) =>
            {
                EstimationDraw? stored = rows.ReadBook(draw.RunId, cancellationToken).Draws
                    .LastOrDefault(other => other.QuestionId == draw.QuestionId);
                draw.Check(stored);
                return stored is not null && (stored.Share, stored.Overlap) == (draw.Share, draw.Overlap)
                    ? stored
                    : tables.Add(draw);
            },
            cancellationToken);
    }

    public Task<bool> NoteLookAsync(LabelLook look, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(look);
        return WriteAsync(
            (rows, tables) =>
            {
                bool isNew = !rows.ReadBook(look.RunId, cancellationToken).Looks.Any(other =>
                    (other.QuestionId, other.Kind, other.State) == (look.QuestionId, look.Kind, look.State));
                if (isNew)
                {
                    tables.Add(look with { Time = _time.GetUtcNow() });
                }

                return isNew;
            },
            cancellationToken);
    }

    public Task<LabelBook> ReadAsync(string runId, CancellationToken cancellationToken) => Task.FromResult(
        Open(mayCreate: false) is { } database
            ? new SqliteLabelRows(database).ReadBook(runId, cancellationToken)
            : LabelBook.Empty);

    public Task<long> LastSequenceAsync(string runId, CancellationToken cancellationToken) => Task.FromResult(
        Open(mayCreate: false) is { } database ? new SqliteLabelRows(database).ReadLast(runId) : 0);

    public void Dispose()
    {
        _database?.Close();
        _writing.Dispose();
    }

    private static void RequireText(string place, string text, int longest)
    {
        if (string.IsNullOrWhiteSpace(text) || text.Length > longest)
        {
            throw new InvalidInputException(
                place, FormattableString.Invariant($"{text.Length} characters"),
                FormattableString.Invariant($"a text of 1 to {longest} characters"));
        }
    }

    private static LabelEvent[] Append(
        LabelEntry[] entries, SqliteLabelRows rows, SqliteLabelTables tables, CancellationToken cancellationToken)
    {
        Dictionary<(string Run, string Question, string Item), List<LabelEvent>> items = [];
        HashSet<(string Run, string Question)> questions = [];
        Dictionary<string, LabelEvent> tokens = new(StringComparer.Ordinal);
        return [.. entries.Select(Add)];

        LabelEvent Add(LabelEntry entry)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if ((tokens.GetValueOrDefault(entry.Token) ?? rows.FindToken(entry)) is { } twice)
            {
                return twice;
            }

            (string, string, string) key = (entry.RunId, entry.Question.Id, entry.Item.Id);
            if (!items.TryGetValue(key, out List<LabelEvent>? events))
            {
                items[key] = events = [.. rows.ReadItem(entry.RunId, entry.Item.Id, entry.Question)];
            }

            (LabelEvent? former, bool isNews) = new ItemLabels(events).Accept(entry);
            if (!isNews)
            {
                return former!;
            }

            if (questions.Add((entry.RunId, entry.Question.Id)) && !rows.HasQuestion(entry.RunId, entry.Question.Id))
            {
                tables.Add(entry.RunId, entry.Question);
            }

            LabelEvent added = tables.Add(entry, former);
            events.Add(added);
            tokens[entry.Token] = added;
            return added;
        }
    }

    // Nobody else can add events while the transaction is open, so what is read meanwhile stays true until it ends.
    private async Task<T> WriteAsync<T>(
        Func<SqliteLabelRows, SqliteLabelTables, T> write, CancellationToken cancellationToken)
    {
        if (!IsWritable)
        {
            throw new InvalidInputException(
                _path, "a file in a folder that cannot be written", "a writable file",
                "Check the permissions of the file and its folder.");
        }

        await _writing.WaitAsync(cancellationToken);
        try
        {
            SqliteDatabase database = Open(mayCreate: true)!;
            try
            {
                using SqliteLabelTables tables = new(database.Connect(), _time.GetUtcNow());
                T result = write(new SqliteLabelRows(database), tables);
                tables.Commit();
                return result;
            }
            catch (SqliteException failure)
            {
                throw database.Explain(failure);
            }
        }
        finally
        {
            _writing.Release();
        }
    }

    private SqliteDatabase? Open(bool mayCreate)
    {
        lock (_opening)
        {
            return _database ??= mayCreate || File.Exists(_file)
                ? SqliteDatabase.Open(_path, _file, SqliteLabelSchema.Layout, _busyTimeout)
                : null;
        }
    }
}
