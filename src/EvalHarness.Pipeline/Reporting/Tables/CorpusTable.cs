using EvalHarness.Metrics.Corpus;
using EvalHarness.Reporting;
using static EvalHarness.Pipeline.Reporting.Tables.Column<EvalHarness.Reporting.CorpusScore>;
using static EvalHarness.Pipeline.Reporting.Wording.ReportNumbers;

namespace EvalHarness.Pipeline.Reporting.Tables;

/// <summary>Metrics of all outputs of a task together.</summary>
internal static class CorpusTable
{
    /// <summary>A row for each model, under its metric.</summary>
    public static ReportTable From(Report report)
    {
        ArgumentNullException.ThrowIfNull(report);
        bool isWhole = report.CorpusScores.All(score => score.Missing == 0);
        return ReportTable.Create(
            "All outputs together",
            report.CorpusScores,
            [
                Name("Model", score => score.Model),
                Number("Value", score => Score(score.Estimate.Value)),
                Number("95 % interval", score => Bounds(score.Estimate, ScoreRange)),
                Number("Change", score => Difference(score.Change?.Value)),
                Number("Its interval", score => Bounds(score.Change, Interval)),
                Number("Outputs", score => Count(score.Scored)),
                .. isWhole ? (Column<CorpusScore>[])[] : [Number("Missing", score => Count(score.Missing))],
            ],
            score => GroupHeading.ForMetric(
                score.Metric, score.IsHigherBetter ? "" : ", lower is better, so signs of changes are turned")) with
        {
            Explanation = "Values that are no mean over outputs, so no gate can use them. An output without an answer "
                + "counts as an empty text. Changes are in quality, over the samples that both models have; intervals "
                + "come from 1,000 draws of samples.",
            Notes = [.. report.CorpusScores.DistinctBy(score => score.Metric)
                .Where(score => score.Signature is not null)
                .Select(score => $"{score.Metric}: {score.Signature}")],
        };
    }

    private static string Bounds(CorpusEstimate? estimate, Func<double?, double?, string> write) =>
        write(estimate?.Interval?.Low, estimate?.Interval?.High);
}
