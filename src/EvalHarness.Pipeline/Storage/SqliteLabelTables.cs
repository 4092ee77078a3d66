using System.Globalization;
using System.Text.Json;
using EvalHarness.Labels;
using Microsoft.Data.Sqlite;

namespace EvalHarness.Pipeline.Storage;

/// <summary>Adds events within one transaction, in which nobody else can add any. Not thread-safe.</summary>
internal sealed class SqliteLabelTables : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteTransaction _transaction;
    private readonly RowInsert _event;
    private readonly DateTimeOffset _time;
    private long _sequence;

    /// <summary>Begins a transaction on an open connection, which it takes over.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="time">When the events happen.</param>
    public SqliteLabelTables(SqliteConnection connection, DateTimeOffset time)
    {
        (_connection, _time) = (connection, time.ToUniversalTime());
        _transaction = connection.BeginTransaction(deferred: false);
        _event = RowInsert.CreateAdding(connection, SqliteLabelSchema.Table, SqliteLabelSchema.Columns);
        _event.Join(_transaction);
        using PreparedStatement last = new(connection, "SELECT coalesce(max(sequence), 0) FROM events");
        last.Join(_transaction);
        _sequence = last.ExecuteNumber();
    }

    /// <summary>Adds what a person did.</summary>
    public LabelEvent Add(LabelEntry entry, LabelEvent? former)
    {
        StoredLabel body = StoredLabel.From(entry, former);
        Add(
            entry.RunId, SqliteLabelSchema.Label, entry.Question.Id, entry.Item.Id, entry.Item.SampleId,
            entry.Labeller, entry.Action.ToString(), entry.Score, entry.Token,
            JsonSerializer.Serialize(body, LabelJsonContext.Default.StoredLabel));
        return new LabelEvent(_sequence, _time, entry, body.FormerAction, body.FormerScore);
    }

    /// <summary>Adds a question.</summary>
    public void Add(string runId, LabelQuestion question) => Add(
        runId, SqliteLabelSchema.Question, question.Id,
        JsonSerializer.Serialize(StoredQuestion.From(question), LabelJsonContext.Default.StoredQuestion));

    /// <summary>Adds a label policy.</summary>
    public LabelPolicy Add(string runId, StoredPolicy policy, int version)
    {
        Add(
            runId, SqliteLabelSchema.Policy, questionId: null,
            JsonSerializer.Serialize(policy, LabelJsonContext.Default.StoredPolicy));
        return new LabelPolicy(policy.Hash, policy.Text, version, policy.Author, _time);
    }

    /// <summary>Adds a draw.</summary>
    public EstimationDraw Add(EstimationDraw draw)
    {
        Add(
            draw.RunId, SqliteLabelSchema.Draw, draw.QuestionId,
            JsonSerializer.Serialize(draw, LabelJsonContext.Default.EstimationDraw));
        return draw with { Sequence = _sequence, Time = _time };
    }

    /// <summary>Adds the text of a judge's prompt.</summary>
    public PromptVersion Add(PromptVersion version)
    {
        PromptVersion stored = version with { Time = _time };
        Add(
            version.RunId, SqliteLabelSchema.Prompt, questionId: null,
            JsonSerializer.Serialize(stored, LabelJsonContext.Default.PromptVersion));
        return stored;
    }

    /// <summary>Adds a look.</summary>
    public void Add(LabelLook look) => Add(
        look.RunId, SqliteLabelSchema.Look, look.QuestionId,
        JsonSerializer.Serialize(look, LabelJsonContext.Default.LabelLook));

    /// <summary>Puts everything that was added on the disk; without it nothing was added.</summary>
    public void Commit() => _transaction.Commit();

    public void Dispose()
    {
        _event.Dispose();
        _transaction.Dispose();
        _connection.Dispose();
    }

    private void Add(string runId, string kind, string? questionId, string body) =>
        Add(runId, kind, questionId, null, null, null, null, null, null, body);

    private void Add(
        string runId,
        string kind,
        string? questionId,
        string? itemId,
        string? sampleId,
        string? labeller,
        string? action,
        double? score,
        string? token,
        string body) => _event.Execute(
            ++_sequence, runId, kind, _time.ToString("O", CultureInfo.InvariantCulture), questionId, itemId, sampleId,
            labeller, action, score, token, body);
}
