using System.Text.Json;
using EvalHarness.Runs;
using Microsoft.Data.Sqlite;

namespace EvalHarness.Pipeline.Storage;

/// <summary>Reads an output and a score from the columns of their joined query.</summary>
internal static class SqliteOutputColumns
{
    /// <summary>
    /// Columns of the output, then of one of its scores: each with its checksum last, the score's key in the output's.
    /// </summary>
    public const string Names = """
        o.model, o.task, o.ordinal, o.sample_id, o.text, o.ranking, o.log_likelihood,
            o.log_likelihood_tokens, o.finish_reason, o.input_tokens, o.output_tokens, o.latency_ms,
            o.time_to_first_token_ms, o.error_stage, o.error_message, o.reasoning, o.own_log_likelihood,
            o.own_log_likelihood_tokens, o.alternatives_mass, o.run_id, o.checksum,
            s.metric, s.value, s.reason, s.weight, s.fault, s.position, s.checksum
        """;

    /// <summary>Columns 0 to 18: the output, without its scores.</summary>
    public static OutputRow ReadOutput(SqliteDataReader row) => new()
    {
        Model = row.GetString(0),
        Task = row.GetString(1),
        Ordinal = row.GetInt32(2),
        Output = new()
        {
            SampleId = row.GetString(3),
            Text = row.GetString(4),
            Reasoning = Text(row, 15),
            Ranking = Text(row, 5) is { } json
                ? JsonSerializer.Deserialize(json, StoreJsonContext.Default.Ranking)
                : null,
            TargetLogLikelihood = Number(row, 6) is { } sum ? new(sum, row.GetInt32(7)) : null,
            OwnLogLikelihood = Number(row, 16) is { } own ? new(own, row.GetInt32(17)) : null,
            AlternativesMass = Number(row, 18),
            FinishReason = Text(row, 8),
            Usage = new(Integer(row, 9), Integer(row, 10), Number(row, 11), Number(row, 12)),
            Error = Text(row, 13) is { } stage ? new(stage, row.GetString(14)) : null,
        },
        Scores = [],
    };

    /// <summary>Columns 21 to 25 and the sample's id: one score; <c>null</c> when the output has none.</summary>
    public static Score? ReadScore(SqliteDataReader row) => Text(row, 21) is { } metric
        ? new(
            row.GetString(3), metric, Number(row, 22), Text(row, 23), row.GetDouble(24),
            ScoreFaults.Find(Text(row, 25)))
        : null;

    private static string? Text(SqliteDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetString(column);

    private static double? Number(SqliteDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetDouble(column);

    private static int? Integer(SqliteDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetInt32(column);
}
