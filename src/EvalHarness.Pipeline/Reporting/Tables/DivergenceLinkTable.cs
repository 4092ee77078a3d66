using EvalHarness.Reporting;
using static EvalHarness.Pipeline.Reporting.Tables.Column<EvalHarness.Fidelity.DivergenceLink>;
using static EvalHarness.Pipeline.Reporting.Wording.ReportNumbers;

namespace EvalHarness.Pipeline.Reporting.Tables;

/// <summary>Whether token divergence and loss of quality go together.</summary>
internal static class DivergenceLinkTable
{
    /// <summary>A row for each candidate, under its metric.</summary>
    public static ReportTable From(Report report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return ReportTable.Create("Divergence and loss", report.DivergenceLinks,
        [
            Name("Candidate", link => link.Candidate),
            Number("Samples", link => Count(link.Samples)),
            Number("Lost", link => Count(link.Lost)),
            Number("KL where lost", link => Divergence(link.DivergenceWhereLost)),
            Number("KL elsewhere", link => Divergence(link.DivergenceElsewhere)),
            Number("Rank correlation", link => Coefficient(link.RankCorrelation))
                .Means("of divergence and change in quality; negative: what diverges is worse"),
        ], link => GroupHeading.ForMetric(link.Metric)) with
        {
            Explanation = "Samples that both models read token by token: divergence where quality was lost and where "
                + "it was not.",
        };
    }
}
