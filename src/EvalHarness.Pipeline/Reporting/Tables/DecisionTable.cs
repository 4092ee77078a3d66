using EvalHarness.Pipeline.Reporting.Wording;
using EvalHarness.Reporting;
using static EvalHarness.Pipeline.Reporting.Tables.Column<EvalHarness.Gating.CandidateDecision>;

namespace EvalHarness.Pipeline.Reporting.Tables;

/// <summary>What is decided of each candidate.</summary>
internal static class DecisionTable
{
    /// <summary>A row for each candidate.</summary>
    public static ReportTable From(Report report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return ReportTable.Create("Decisions", report.Candidates,
        [
            Name("Candidate", candidate => TypeWords.Label(report, candidate.Candidate)),
            Outcome(
                "Decision",
                candidate => DecisionWords.OutcomeOf(candidate.Decision),
                candidate => DecisionWords.Plain(report, candidate.Decision)),
            Prose("Why", candidate => candidate.Reason).AsDetail(),
        ]);
    }
}
