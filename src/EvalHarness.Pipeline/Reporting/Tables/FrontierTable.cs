using EvalHarness.Gating;
using EvalHarness.Pipeline.Reporting.Wording;
using EvalHarness.Reporting;
using static EvalHarness.Pipeline.Reporting.Tables.Column<EvalHarness.Reporting.FrontierPoint>;
using static EvalHarness.Pipeline.Reporting.Wording.ReportNumbers;

namespace EvalHarness.Pipeline.Reporting.Tables;

/// <summary>Size against quality: which candidates are worth a look.</summary>
internal static class FrontierTable
{
    /// <summary>A row for each candidate; none between two runs.</summary>
    public static ReportTable From(Report report)
    {
        ArgumentNullException.ThrowIfNull(report);
        IReadOnlyList<FrontierPoint> points =
            report.Question == ReportQuestion.Release ? Frontier.From(report).Points : [];
        return ReportTable.Create("Frontier", points,
        [
            Name("Candidate", point => TypeWords.Label(point.Candidate, point.EffectiveTypes)),
            Number("File", point => Bytes(point.FileBytes)),
            Number("Of base", point => Percent(point.ShareOfBaseline)),
            Number("Bits per weight", point => Bits(point.BitsPerWeight)).AsDetail(),
            Number("Tokens/s", point => Measure(point.TokensPerSecond)).AsDetail(),
            Number("Peak memory", point => Bytes(point.PeakMemoryBytes)).AsDetail(),
            Number("Worst change", point => Margins(point.Worst?.Value))
                .Means("over the gates, in margins: at −1.00 a loss is as large as its gate tolerates"),
            Number("Bounds", point => Margins(point.Worst?.Low, point.Worst?.High)),
            Metric("Worst gate", point => point.Worst?.Metric),
            Name("Dominated by", point => point.DominatedBy)
                .Means("another that is no larger and no worse, and better in one of the two; speed and memory vary "
                    + "between equal runs and do not decide"),
        ]) with
        {
            Notes = [.. points.Where(point => point.Reason is not null)
                .Select(point => $"{point.Candidate}: {point.Reason}")],
        };
    }
}
