using EvalHarness.Pipeline.Reporting.Wording;
using EvalHarness.Reporting;
using EvalHarness.Statistics;
using static EvalHarness.Pipeline.Reporting.Tables.Column<EvalHarness.Judging.JudgeSummary>;
using static EvalHarness.Pipeline.Reporting.Wording.ReportNumbers;

namespace EvalHarness.Pipeline.Reporting.Tables;

/// <summary>How far each judge agrees with labelled grades.</summary>
internal static class AgreementTable
{
    /// <summary>A row for each judge.</summary>
    public static ReportTable From(Report report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return ReportTable.Create("Judges: agreement with labelled grades", report.Judges,
        [
            Name("Judge", judge => judge.Name),
            Name("Task", judge => judge.Task),
            Number("Layer", judge => Count(judge.Layer)),
            Outcome("Limits", JudgeWords.OutcomeOfLimits, JudgeWords.Limits),
            Number("κ", judge => Coefficient(judge.Reliability?.Kappa?.Kappa),
                judge => Brackets(JudgeWords.KappaInterval(judge))),
            Number("α", judge => Coefficient(judge.Alpha), judge => Brackets(judge.AlphaInterval)).AsDetail(),
            Number("Same grade", judge => Percent(judge.Reliability?.Matrix.PercentAgreement)).AsDetail(),
            Number("Labelled grades", judge => Count(judge.Reliability?.Items)),
            Text("Drawn", judge => JudgeWords.Drawn(judge.LabelsDrawn)).AsDetail(),
        ]) with
        {
            Explanation = "Brackets are 95 % intervals; κ and α weigh by distance.",
            Notes =
            [
                .. report.Judges.Select(judge => (judge.Name, Words: JudgeWords.WithoutAnswer(judge)))
                    .Concat(report.Judges.Select(judge => (judge.Name, Words: JudgeWords.Biases(judge))))
                    .Where(note => note.Words is not null)
                    .Select(note => $"{note.Name}: {note.Words}."),
                .. report.JudgeVersions.Select(versions => $"{JudgeWords.Versions(versions)}."),
            ],
        };
    }

    private static string? Brackets(Interval? interval) =>
        interval is { } known ? Range(known.Low, known.High) : null;
}
