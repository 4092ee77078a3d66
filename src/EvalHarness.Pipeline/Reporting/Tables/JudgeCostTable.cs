using EvalHarness.Pipeline.Reporting.Wording;
using EvalHarness.Reporting;
using static EvalHarness.Pipeline.Reporting.Tables.Column<EvalHarness.Judging.JudgeSummary>;
using static EvalHarness.Pipeline.Reporting.Wording.ReportNumbers;

namespace EvalHarness.Pipeline.Reporting.Tables;

/// <summary>How many verdicts each judge gave and what they cost.</summary>
internal static class JudgeCostTable
{
    /// <summary>A row for each judge.</summary>
    public static ReportTable From(Report report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return ReportTable.Create("Judges: verdicts and cost", report.Judges,
        [
            Name("Judge", judge => judge.Name),
            Name("Model", judge => judge.Model),
            Text("Instrument", judge => judge.Instrument).AsDetail(),
            Number("Judged", judge => Count(judge.Judged)),
            Number("Without a verdict", judge => Count(judge.Unscored)),
            Text("Missing verdicts", judge => JudgeWords.Failures(judge.Failures)).AsDetail(),
            Number("Abstained", judge => Count(judge.Abstentions)).AsDetail(),
            Number("Calls", judge => Count(judge.Calls)),
            Number("Tokens", judge => Count(judge.Tokens)),
            Number("Cost", judge => Usd(judge.Usd)),
        ]);
    }
}
