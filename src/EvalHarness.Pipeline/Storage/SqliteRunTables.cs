using System.Globalization;
using System.Text.Json;
using EvalHarness.Judging;
using EvalHarness.Runs;
using Microsoft.Data.Sqlite;

namespace EvalHarness.Pipeline.Storage;

/// <summary>Writes records into tables through statements that are prepared once. Not thread-safe.</summary>
internal sealed class SqliteRunTables : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly PreparedStatement _forgottenScores;
    private readonly PreparedStatement _knownRun;
    private readonly RowInsert _run;
    private readonly RowInsert _model;
    private readonly RowInsert _sample;
    private readonly RowInsert _output;
    private readonly RowInsert _score;
    private readonly RowInsert _verdict;

    /// <summary>Takes over an open connection.</summary>
    public SqliteRunTables(SqliteConnection connection)
    {
        _connection = connection;
        _forgottenScores = new(connection, """
            DELETE FROM scores WHERE run_id = $0 AND task = $1 AND ordinal = $2 AND model = $3
            """);
        _knownRun = new(connection, "SELECT count(*) FROM runs WHERE id = $0");
        _run = RowInsert.CreateUpdating(
            connection, "runs", ["id"], first: null, "id", "name", "status", "started", "finished", "configuration",
            "manifest", "untried", "machine", "git_commit");
        _model = RowInsert.CreateUpdating(
            connection, "models", ["run_id", "name"],
            first: ("position", "(SELECT count(*) FROM models WHERE run_id = $0)"), "run_id", "name", "summary");
        _sample = new(connection, "samples", "run_id", "task", "ordinal", "sample_id", "prompt", "sample");
        _output = new(
            connection, "outputs", "run_id", "task", "ordinal", "model", "sample_id", "text", "ranking",
            "log_likelihood", "log_likelihood_tokens", "finish_reason", "input_tokens", "output_tokens", "latency_ms",
            "time_to_first_token_ms", "error_stage", "error_message", "reasoning", "own_log_likelihood",
            "own_log_likelihood_tokens", "alternatives_mass");
        _score = new(
            connection, "scores", "run_id", "task", "ordinal", "model", "position", "metric", "value", "reason",
            "weight", "fault");
        _verdict = new(
            connection, "verdicts", "run_id", "task", "judge_id", "purpose", "sample_id", "model", "repeat", "score",
            "verdict");
    }

    private RowInsert[] Inserts => [_run, _model, _sample, _output, _score, _verdict];

    /// <summary>Commits everything that the action writes, or nothing.</summary>
    public void InTransaction(Action write)
    {
        using SqliteTransaction transaction = _connection.BeginTransaction(deferred: false);
        _forgottenScores.Join(transaction);
        _knownRun.Join(transaction);
        Array.ForEach(Inserts, insert => insert.Join(transaction));
        write();
        transaction.Commit();
    }

    /// <summary>Adds or replaces a run.</summary>
    public void Save(RunRecord run) => _run.Execute(
        run.Id, run.Name, run.Status.ToString(), Instant(run.Started), run.Finished is { } end ? Instant(end) : null,
        run.Configuration, JsonSerializer.Serialize(run.Manifest, StoreJsonContext.Default.RunManifest),
        run.Untried is { } names
            ? JsonSerializer.Serialize(names, StoreJsonContext.Default.IReadOnlyListString)
            : null,
        run.Machine, run.GitCommit);

    /// <summary>Adds a run, unless there is one of its id.</summary>
    /// <returns>Whether it was added.</returns>
    public bool TryAdd(RunRecord run)
    {
        if (_knownRun.ExecuteNumber(run.Id) > 0)
        {
            return false;
        }

        Save(run);
        return true;
    }

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
        _forgottenScores.Dispose();
        _knownRun.Dispose();
        Array.ForEach(Inserts, insert => insert.Dispose());
        _connection.Dispose();
    }

    private static string Instant(DateTimeOffset instant) =>
        instant.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture);
}
