using EvalHarness.Pipeline.Reporting.Wording;
using EvalHarness.Reporting;
using static EvalHarness.Pipeline.Reporting.Tables.Column<(string Name, string Value)>;

namespace EvalHarness.Pipeline.Reporting.Tables;

/// <summary>Where a report comes from: run, hashes and seeds.</summary>
internal static class ProvenanceTable
{
    /// <summary>A row for each fact.</summary>
    public static ReportTable From(Report report) => ReportTable.Create("Provenance", Provenance.From(report),
    [
        Text("What", line => line.Name),
        Name("Value", line => line.Value),
    ]) with
    {
        IsFolded = true,
    };
}
