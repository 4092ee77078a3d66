using System.Globalization;
using CsvHelper;
using EvalHarness.Judging;
using EvalHarness.Pipeline.Reporting.Csv;

namespace EvalHarness.Pipeline.Exporting;

/// <summary>
/// A long table: one row for each score and each verdict, and one for what has neither; the columns of the output are
/// repeated. Text that a spreadsheet would take for a formula starts with an apostrophe, invisible characters are
/// shown; JSON Lines hold text as it was.
/// </summary>
internal sealed class CsvExport : IRunExportFormat
{
    private static readonly string[] s_header =
    [
        "run", "task", "ordinal", "sample_id", "group", "tags", "input", "prompt", "target", "model", "output",
        "ranking", "finish_reason", "error_stage", "error", "input_tokens", "output_tokens", "latency_ms",
        "time_to_first_token_ms", "kind", "metric", "value", "weight", "fault", "reason",
        "judge_layer", "judge_purpose", "judge_repeat", "judged_model", "labelled_grade", "review_action",
        "review_score",
    ];

    public string Name => "csv";

    public async Task WriteAsync(
        string run, IAsyncEnumerable<ExportedOutput> outputs, TextWriter writer, CancellationToken cancellationToken)
    {
        CsvWriterOptions options = CsvWriterOptions.Default with { NewLine = "\r\n" };
        await using CsvWriter csv = CsvWriter.Create(writer, options, leaveOpen: true);
        await csv.WriteRecordAsync(s_header, cancellationToken);
        await foreach (ExportedOutput exported in outputs.WithCancellation(cancellationToken))
        {
            string[] start = [Text(run), .. Start(exported)];
            foreach (string[] end in Ends(exported))
            {
                await csv.WriteRecordAsync((string[])[.. start, .. end], cancellationToken);
            }
        }

        await csv.FlushAsync(cancellationToken);
    }

    private static string[] Start(ExportedOutput exported)
    {
        Sample? sample = exported.Sample?.Sample;
        ModelOutput? output = exported.Output?.Output;
        return
        [
            Text(exported.Task), Exact(exported.Sample?.Ordinal), Text(exported.SampleId), Text(sample?.Group),
            Text(sample is null ? null : string.Join("; ", sample.Tags)), Text(sample?.Input),
            Text(exported.Sample?.Prompt),
            Text(sample is { Targets: [var target, ..] } ? target : null),
            Text(exported.Output?.Model), Text(output?.Text), Text(Order(output?.Ranking)), Text(output?.FinishReason),
            Text(output?.Error?.Stage), Text(output?.Error?.Message),
            Exact(output?.Usage.InputTokens), Exact(output?.Usage.OutputTokens), Exact(output?.Usage.LatencyMs),
            Exact(output?.Usage.TimeToFirstTokenMs),
        ];
    }

    private static IEnumerable<string[]> Ends(ExportedOutput exported)
    {
        IReadOnlyList<Score> scores = exported.Output?.Scores ?? [];
        return scores.Count + exported.Verdicts.Count == 0
            ? [[exported.Output is null ? "sample" : "output", .. Enumerable.Repeat("", 12)]]
            : [.. scores.Select(Cells), .. exported.Verdicts.Select(Cells)];
    }

    private static string[] Cells(Score score) =>
    [
        "score", Text(score.Metric), Exact(score.Value), Exact(score.Weight),
        score.Fault is { } fault ? ScoreFaults.NameOf(fault) : "", Text(score.Reason),
        .. Enumerable.Repeat("", 7),
    ];

    private static string[] Cells(VerdictRow row)
    {
        Score score = row.Verdict.ToScore();
        return
        [
            "verdict", Text(score.Metric), Exact(score.Value), "",
            score.Fault is { } fault ? ScoreFaults.NameOf(fault) : "",
            Text(score.Reason ?? row.Verdict.Reasoning), Exact(row.Verdict.Layer), JsonVerdict.NameOf(row.Purpose),
            Exact(row.Verdict.Repeat), Text(row.Verdict.Model), Exact(row.Known),
            JsonVerdict.NameOf(row.Review?.Action) ?? "", Exact(row.Review?.Score),
        ];
    }

    private static string? Order(Ranking? ranking) =>
        ranking is null ? null : string.Join(' ', ranking.Candidates.Select(place => place.Id));

    private static string Text(string? text) => text is null ? "" : CsvReportWriter.Guarded(text);

    private static string Exact(double? value) =>
        value is { } number && double.IsFinite(number) ? number.ToString("R", CultureInfo.InvariantCulture) : "";
}
