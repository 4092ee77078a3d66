using System.Globalization;
using CsvHelper;
using EvalHarness.Gating;
using EvalHarness.Pipeline.Reporting.Wording;
using EvalHarness.Reporting;

namespace EvalHarness.Pipeline.Reporting.Csv;

/// <summary>
/// One CSV row for each model and metric: its mean, its comparison with the baseline and its gate. Numbers are exact
/// and invariant; text that a spreadsheet would take for a formula starts with an apostrophe.
/// </summary>
public sealed class CsvReportWriter : IReportWriter
{
    private static readonly string[] s_header =
    [
        "model", "metric", "mean", "scored", "unscored",
        "pairs", "unpaired", "clusters", "higher_is_better", "baseline_mean", "candidate_mean",
        "delta", "standard_error", "low", "high", "confidence",
        "lost", "gained", "flip_share", "mcnemar_p", "detectable_drop",
        "gate_outcome", "gate_margin", "gate_confidence", "gate_delta", "gate_low", "gate_high",
        "gate_p", "gate_adjusted_p", "gate_pairs_needed", "gate_reason", "gate_correction",
        "outputs", "empty", "truncated", "refused", "blocked", "invalid_format", "errors", "unscored_faults",
    ];

    /// <inheritdoc/>
    public string Format => "csv";

    /// <inheritdoc/>
    public async Task WriteAsync(Report report, Stream destination, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(destination);
        CsvWriterOptions options = CsvWriterOptions.Default with { NewLine = "\n" };
        await using CsvWriter csv = CsvWriter.Create(destination, options, leaveOpen: true);
        await csv.WriteRecordAsync(s_header, cancellationToken);
        foreach (string[] row in Keys(report).SelectMany(key => Rows(report, key.Model, key.Metric)))
        {
            await csv.WriteRecordAsync(row, cancellationToken);
        }

        await csv.FlushAsync(cancellationToken);
    }

    private static IEnumerable<(string Model, string Metric)> Keys(Report report) =>
        report.Metrics.Select(summary => (summary.Model, summary.Metric))
            .Concat(report.Comparisons.Select(comparison => (comparison.Candidate, comparison.Metric)))
            .Concat(report.Gates.Select(gate => (gate.Candidate, gate.Metric)))
            .Distinct();

    private static IEnumerable<string[]> Rows(Report report, string model, string metric)
    {
        MetricSummary? mean = report.Metrics.FirstOrDefault(row => row.Model == model && row.Metric == metric);
        Comparison? comparison =
            report.Comparisons.FirstOrDefault(row => row.Candidate == model && row.Metric == metric);
        return report.Gates
            .Where(row => row.Candidate == model && row.Metric == metric)
            .DefaultIfEmpty<GateDecision?>(null)
            .Select(gate => (string[])
            [
                Guarded(model), Guarded(metric), Exact(mean?.Mean), Exact(mean?.Scored), Exact(mean?.Unscored),
                .. Cells(comparison), .. Cells(comparison?.Flips), Exact(comparison?.DetectableDrop), .. Cells(gate),
                .. Cells(report.Outputs.FirstOrDefault(row => row.Model == model && IsOf(row.Task, metric))),
                Faults(report, model, metric),
            ]);
    }

    private static string[] Cells(Comparison? comparison) =>
    [
        Exact(comparison?.Pairs), Exact(comparison?.Unpaired), Exact(comparison?.Clusters),
        comparison is null ? "" : comparison.HigherIsBetter ? "true" : "false",
        Exact(comparison?.BaselineMean), Exact(comparison?.CandidateMean), Exact(comparison?.Delta),
        Exact(comparison?.StandardError), Exact(comparison?.Low), Exact(comparison?.High),
        Exact(comparison?.Confidence),
    ];

    private static bool IsOf(string task, string metric) => metric.StartsWith(task + "/", StringComparison.Ordinal);

    private static string[] Cells(OutputCounts? counts) =>
    [
        Exact(counts?.Outputs), Exact(counts?.Empty), Exact(counts?.Truncated), Exact(counts?.Refused),
        Exact(counts?.Blocked), Exact(counts?.InvalidFormat), Exact(counts?.Errors),
    ];

    // "transport 3; metric_undefined 1"
    private static string Faults(Report report, string model, string metric) => string.Join("; ", report.Unscored
        .Where(row => row.Model == model && row.Metric == metric && row.Fault is not null)
        .GroupBy(row => row.Fault!.Value)
        .OrderBy(kind => kind.Key)
        .Select(kind => $"{ScoreFaults.NameOf(kind.Key)} {Exact(kind.Sum(row => row.Count))}"));

    private static string[] Cells(Flips? flips) =>
        [Exact(flips?.Lost), Exact(flips?.Gained), Exact(flips?.Share), Exact(flips?.McNemarP)];

    private static string[] Cells(GateDecision? gate) =>
    [
        gate is null ? "" : DecisionWords.Key(gate.Outcome), Exact(gate?.Margin), Exact(gate?.Confidence),
        Exact(gate?.Delta), Exact(gate?.Low), Exact(gate?.High), Exact(gate?.P), Exact(gate?.AdjustedP),
        Exact(gate?.PairsNeeded), gate is null ? "" : Guarded(gate.Reason), Guarded(gate?.Correction ?? ""),
    ];

    private static string Exact(double? value) =>
        value is { } number && double.IsFinite(number) ? number.ToString("R", CultureInfo.InvariantCulture) : "";

    /// <summary>Text as a cell that no spreadsheet evaluates and no terminal obeys.</summary>
    internal static string Guarded(string text)
    {
        string visible = VisibleText.From(text);
        bool isFormula = text.Length > 0 && (text[0] is '=' or '+' or '-' or '@' or '\t' or '\r'
            or '\n' or '＝' or '＋' or '－' or '＠');
        return isFormula ? "'" + visible : visible;
    }
}
