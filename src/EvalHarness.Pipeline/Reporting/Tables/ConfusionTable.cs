using EvalHarness.Judging;
using EvalHarness.Pipeline.Reporting.Wording;
using EvalHarness.Reporting;
using EvalHarness.Statistics;
using static EvalHarness.Pipeline.Reporting.Tables.Column<int>;
using static EvalHarness.Pipeline.Reporting.Wording.ReportNumbers;

namespace EvalHarness.Pipeline.Reporting.Tables;

/// <summary>Labelled grades against a judge's.</summary>
internal static class ConfusionTable
{
    /// <summary>A table for each judge with labelled grades.</summary>
    public static IEnumerable<ReportTable> CreateAll(Report report) =>
        from judge in report.Judges
        where judge.Reliability is { Matrix.Total: > 0 }
        select Create(judge, judge.Reliability!.Matrix);

    private static ReportTable Create(JudgeSummary judge, ConfusionMatrix matrix)
    {
        IReadOnlyList<string> grades = JudgeWords.Grades(judge, matrix);
        return ReportTable.Create(
            $"Labelled grades (rows) by those of {judge.Name}",
            Enumerable.Range(0, grades.Count),
            [
                Text("Labelled", known => grades[known]),
                .. grades.Select((grade, given) => Number(grade, known => Count(matrix[known, given]))),
            ]) with
        {
            IsFolded = true,
        };
    }
}
