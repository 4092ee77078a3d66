using EvalHarness.Reporting;

namespace EvalHarness.Pipeline.Reporting.Wording;

/// <summary>What a reader of a report must not miss beside its decision.</summary>
internal static class WarningWords
{
    /// <summary>Doubts of the measurement, then those of the judges.</summary>
    public static IEnumerable<string> From(Report report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return report.Warnings.Concat(FromJudges(report));
    }

    /// <summary>Judges below their limits, and layers of judges that do not help.</summary>
    public static IEnumerable<string> FromJudges(Report report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return report.Judges.Select(JudgeWords.Warning).OfType<string>().Select(warning => warning + ".")
            .Concat(LayerAdvice.From(report.JudgingLayers));
    }
}
