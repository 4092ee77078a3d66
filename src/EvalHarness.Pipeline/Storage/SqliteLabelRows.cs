using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using EvalHarness.Labels;
using Microsoft.Data.Sqlite;

namespace EvalHarness.Pipeline.Storage;

/// <summary>Reads events of labels.</summary>
/// <param name="database">The database.</param>
internal sealed class SqliteLabelRows(SqliteDatabase database)
{
    private static readonly string s_select =
        $"SELECT {string.Join(", ", SqliteLabelSchema.Columns)}, {RowChecksum.Column} FROM {SqliteLabelSchema.Table} ";

    private readonly Dictionary<string, LabelQuestion> _questions = new(StringComparer.Ordinal);

    /// <summary>Everything of a run.</summary>
    public LabelBook ReadBook(string runId, CancellationToken cancellationToken)
    {
        List<LabelEvent> events = [];
        List<LabelPolicy> policies = [];
        List<EstimationDraw> draws = [];
        List<LabelLook> looks = [];
        List<PromptVersion> prompts = [];
        IEnumerable<Action> found = Query("WHERE run_id = $0 ORDER BY sequence").Read(
            [runId],
            row => row.GetString(2) switch
            {
                SqliteLabelSchema.Question => AddOf(_questions, ReadQuestion(row)),
                SqliteLabelSchema.Label => AddOf(events, ReadLabel(row)),
                SqliteLabelSchema.Policy => AddOf(policies, ReadPolicy(row, policies.Count + 1)),
                SqliteLabelSchema.Draw => AddOf(draws, ReadDraw(row)),
                SqliteLabelSchema.Look => AddOf(looks, Parse(row, LabelJsonContext.Default.LabelLook)),
                SqliteLabelSchema.Prompt => AddOf(prompts, Parse(row, LabelJsonContext.Default.PromptVersion)),
                var kind => throw new FormatException($"Unknown kind {kind}."),
            },
            cancellationToken);
        foreach (Action add in found)
        {
            add();
        }

        return new LabelBook(events, policies, draws, looks, prompts);
    }

    /// <summary>The events of an item, and everything that they refer to.</summary>
    public IEnumerable<LabelEvent> ReadItem(string runId, string itemId, LabelQuestion question)
    {
        _questions.TryAdd(question.Id, question);
        return Query("WHERE run_id = $0 AND item_id = $1 AND question_id = $2 ORDER BY sequence").Read(
            [runId, itemId, question.Id], ReadLabel, CancellationToken.None);
    }

    /// <summary>The event of a token; <c>null</c> when there is none.</summary>
    public LabelEvent? FindToken(LabelEntry entry)
    {
        _questions.TryAdd(entry.Question.Id, entry.Question);
        return Query("WHERE token = $0").Read(
            [entry.Token],
            row => row.GetString(1) == entry.RunId && row.GetString(4) == entry.Question.Id
                ? ReadLabel(row)
                : throw new InvalidInputException("token", "a token of another label", "a new token"),
            CancellationToken.None).FirstOrDefault();
    }

    /// <summary>Whether a run has a question.</summary>
    public bool HasQuestion(string runId, string questionId) => Query(
        "WHERE run_id = $0 AND kind = 'question' AND question_id = $1").Read(
            [runId, questionId], _ => true, CancellationToken.None).Any();

    /// <summary>Place of a run's last event; 0 without any.</summary>
    public long ReadLast(string runId) => Query("WHERE run_id = $0 ORDER BY sequence DESC LIMIT 1").Read(
        [runId], row => row.GetInt64(0), CancellationToken.None).FirstOrDefault();

    private static Action AddOf<T>(List<T> list, T item) => () => list.Add(item);

    private static Action AddOf(Dictionary<string, LabelQuestion> questions, LabelQuestion question) =>
        () => questions[question.Id] = question;

    private SqliteQuery Query(string where) => new(database, SqliteLabelSchema.Table, s_select + where);

    private LabelEvent ReadLabel(SqliteDataReader row)
    {
        StoredLabel body = Parse(row, LabelJsonContext.Default.StoredLabel);
        LabelEntry entry = new()
        {
            RunId = row.GetString(1),
            Labeller = row.GetString(7),
            Item = body.Item,
            Question = _questions[row.GetString(4)],
            Action = body.Action,
            Score = body.Score,
            CandidateFirst = body.CandidateFirst,
            Note = body.Note,
            Reason = body.Reason,
            PolicyHash = body.PolicyHash,
            Origin = body.Origin,
            Token = row.GetString(10),
        };
        return new LabelEvent(row.GetInt64(0), Time(row), entry, body.FormerAction, body.FormerScore);
    }

    private static LabelQuestion ReadQuestion(SqliteDataReader row) =>
        Parse(row, LabelJsonContext.Default.StoredQuestion).ToQuestion();

    private static LabelPolicy ReadPolicy(SqliteDataReader row, int version)
    {
        StoredPolicy policy = Parse(row, LabelJsonContext.Default.StoredPolicy);
        return new(policy.Hash, policy.Text, version, policy.Author, Time(row));
    }

    private static EstimationDraw ReadDraw(SqliteDataReader row) =>
        Parse(row, LabelJsonContext.Default.EstimationDraw) with { Sequence = row.GetInt64(0), Time = Time(row) };

    private static DateTimeOffset Time(SqliteDataReader row) =>
        DateTimeOffset.ParseExact(row.GetString(3), "O", CultureInfo.InvariantCulture);

    private static T Parse<T>(SqliteDataReader row, JsonTypeInfo<T> type) =>
        JsonSerializer.Deserialize(row.GetString(11), type) ?? throw new JsonException("A body is null.");
}
