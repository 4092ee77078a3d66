using EvalHarness.Reporting;

namespace EvalHarness.Pipeline.Reporting.Tables;

/// <summary>The tables of a report in the order in which a reader meets them.</summary>
internal static class ReportTables
{
    /// <summary>What stands behind decisions and gates; tables without rows are left out.</summary>
    public static IEnumerable<ReportTable> Evidence(Report report)
    {
        ReportTable[] tables =
        [
            ModelTable.From(report),
            FrontierTable.From(report),
            FidelityTable.From(report),
            ConfidenceTable.From(report),
            ChangeTable.From(report),
            MeanTable.From(report),
            CorpusTable.From(report),
            FlipTable.From(report),
            AgreementTable.From(report),
            JudgeCostTable.From(report),
            JudgeControlTable.From(report),
            CorrectedTable.From(report),
            LayerTable.From(report),
            .. ConfusionTable.CreateAll(report),
            HumanQueueTable.From(report),
            SliceTable.From(report),
            DivergenceLinkTable.From(report),
            OutputTable.From(report),
            UnscoredTable.From(report),
        ];
        return tables.Where(table => !table.IsEmpty);
    }
}
