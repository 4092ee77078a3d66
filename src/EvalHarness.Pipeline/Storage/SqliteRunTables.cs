using System.Globalization;
using System.Text.Json;
using EvalHarness.Judging;
using Microsoft.Data.Sqlite;

namespace EvalHarness.Pipeline.Storage;

/// <summary>Writes records into tables through statements that are prepared once. Not thread-safe.</summary>
internal sealed class SqliteRunTables : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly PreparedStatement _run;
    private readonly PreparedStatement _model;
    private readonly PreparedStatement _sample;
    private readonly PreparedStatement _forgottenScores;
    private readonly PreparedStatement _output;
    private readonly PreparedStatement _score;
    private readonly PreparedStatement _verdict;

    /// <summary>Takes over an open connection.</summary>
    public SqliteRunTables(SqliteConnection connection)
    {
        _connection = connection;
        _run = new(connection, """
            INSERT INTO runs (id, name, status, started, finished, configuration, manifest, untried)
            VALUES ($0, $1, $2, $3, $4, $5, $6, $7)
            ON CONFLICT (id) DO UPDATE SET name = $1, status = $2, started = $3, finished = $4,
                configuration = $5, manifest = $6, untried = $7
            """);
        _model = new(connection, """
            INSERT INTO models (run_id, name, position, summary)
            VALUES ($0, $1, (SELECT count(*) FROM models WHERE run_id = $0), $2)
            ON CONFLICT (run_id, name) DO UPDATE SET summary = $2
            """);
        _sample = new(connection, """
            INSERT OR REPLACE INTO samples (run_id, task, ordinal, sample_id, prompt, sample)
            VALUES ($0, $1, $2, $3, $4, $5)
            """);
        _forgottenScores = new(connection, """
            DELETE FROM scores WHERE run_id = $0 AND task = $1 AND ordinal = $2 AND model = $3
            """);
        _output = new(connection, """
            INSERT OR REPLACE INTO outputs (run_id, task, ordinal, model, sample_id, text, ranking, log_likelihood,
                log_likelihood_tokens, finish_reason, input_tokens, output_tokens, latency_ms, time_to_first_token_ms,
                error_stage, error_message, reasoning, own_log_likelihood, own_log_likelihood_tokens,
                alternatives_mass)
            VALUES ($0, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
            """);
        _score = new(connection, """
            INSERT INTO scores (run_id, task, ordinal, model, position, metric, value, reason, weight, fault)
            VALUES ($0, $1, $2, $3, $4, $5, $6, $7, $8, $9)
            """);
        _verdict = new(connection, """
            INSERT OR REPLACE INTO verdicts
                (run_id, task, judge_id, purpose, sample_id, model, repeat, score, verdict)
            VALUES ($0, $1, $2, $3, $4, $5, $6, $7, $8)
            """);
    }

    private PreparedStatement[] Statements => [_run, _model, _sample, _forgottenScores, _output, _score, _verdict];

    /// <summary>Commits everything that the action writes, or nothing.</summary>
    public void InTransaction(Action write)
    {
        using SqliteTransaction transaction = _connection.BeginTransaction(deferred: false);
        Array.ForEach(Statements, statement => statement.Join(transaction));
        write();
        transaction.Commit();
    }

    /// <summary>Adds or replaces a run.</summary>
    public void Save(RunRecord run) => _run.Execute(
        run.Id, run.Name, run.Status.ToString(), Instant(run.Started), run.Finished is { } end ? Instant(end) : null,
        run.Configuration, JsonSerializer.Serialize(run.Manifest, StoreJsonContext.Default.RunManifest),
        run.Untried is { } names
            ? JsonSerializer.Serialize(names, StoreJsonContext.Default.IReadOnlyListString)
            : null);

    /// <summary>Adds or replaces a model; a replaced one keeps its place.</summary>
    public void Save(string runId, ModelSummary model) => _model.Execute(
        runId, model.Name, JsonSerializer.Serialize(model, StoreJsonContext.Default.ModelSummary));

    /// <summary>Adds or replaces samples.</summary>
    public void Save(string runId, IReadOnlyList<SampleRow> samples)
    {
        foreach (SampleRow row in samples)
        {
            _sample.Execute(
                runId, row.Task, row.Ordinal, row.Sample.Id, row.Prompt,
                JsonSerializer.Serialize(row.Sample, StoreJsonContext.Default.Sample));
        }
    }

    /// <summary>Adds or replaces an output and all of its scores.</summary>
    public void Save(string runId, OutputRow row)
    {
        ModelOutput output = row.Output;
        _forgottenScores.Execute(runId, row.Task, row.Ordinal, row.Model);
        _output.Execute(
            runId, row.Task, row.Ordinal, row.Model, output.SampleId, output.Text,
            output.Ranking is { } ranking ? JsonSerializer.Serialize(ranking, StoreJsonContext.Default.Ranking) : null,
            output.TargetLogLikelihood?.Sum, output.TargetLogLikelihood?.Tokens, output.FinishReason,
            output.Usage.InputTokens, output.Usage.OutputTokens, output.Usage.LatencyMs,
            output.Usage.TimeToFirstTokenMs, output.Error?.Stage, output.Error?.Message, output.Reasoning,
            output.OwnLogLikelihood?.Sum, output.OwnLogLikelihood?.Tokens, output.AlternativesMass);
        for (int i = 0; i < row.Scores.Count; i++)
        {
            Score score = row.Scores[i];
            _score.Execute(
                runId, row.Task, row.Ordinal, row.Model, i, score.Metric, score.Value, score.Reason, score.Weight,
                score.Fault is { } fault ? ScoreFaults.NameOf(fault) : null);
        }
    }

    /// <summary>Adds or replaces a verdict; its own columns are for whoever queries the file.</summary>
    public void Save(string runId, VerdictRow row) => _verdict.Execute(
        runId, row.Task, row.JudgeId, row.Purpose.ToString(), row.Verdict.SampleId, row.Verdict.Model,
        row.Verdict.Repeat, row.Review is null ? row.Verdict.Score : row.Review.Score,
        JsonSerializer.Serialize(row, StoreJsonContext.Default.VerdictRow));

    public void Dispose()
    {
        Array.ForEach(Statements, statement => statement.Dispose());
        _connection.Dispose();
    }

    private static string Instant(DateTimeOffset instant) =>
        instant.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture);
}
