using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace EvalHarness.Pipeline.Storage;

/// <summary>Reads an output and a score from the columns of their joined query.</summary>
internal static class SqliteOutputColumns
{
    /// <summary>Columns 0 to 14 and 20 to 23: the output, without its scores.</summary>
    public static OutputRow ReadOutput(SqliteDataReader row) => new()
    {
        Model = row.GetString(0),
        Task = row.GetString(1),
        Ordinal = row.GetInt32(2),
        Output = new()
        {
            SampleId = row.GetString(3),
            Text = row.GetString(4),
            Reasoning = Text(row, 20),
            Ranking = Text(row, 5) is { } json
                ? JsonSerializer.Deserialize(json, StoreJsonContext.Default.Ranking)
                : null,
            TargetLogLikelihood = Number(row, 6) is { } sum ? new(sum, row.GetInt32(7)) : null,
            OwnLogLikelihood = Number(row, 21) is { } own ? new(own, row.GetInt32(22)) : null,
            AlternativesMass = Number(row, 23),
            FinishReason = Text(row, 8),
            Usage = new(Integer(row, 9), Integer(row, 10), Number(row, 11), Number(row, 12)),
            Error = Text(row, 13) is { } stage ? new(stage, row.GetString(14)) : null,
        },
        Scores = [],
    };

    /// <summary>Columns 15 to 19 and the sample's id: one score; <c>null</c> when the output has none.</summary>
    public static Score? ReadScore(SqliteDataReader row) => Text(row, 15) is { } metric
        ? new(row.GetString(3), metric, Number(row, 16), Text(row, 17), row.GetDouble(18), ScoreFaults.Find(Text(row, 19)))
        : null;

    private static string? Text(SqliteDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetString(column);

    private static double? Number(SqliteDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetDouble(column);

    private static int? Integer(SqliteDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetInt32(column);
}
