using EvalHarness.Pipeline.Reporting.Wording;
using EvalHarness.Reporting;
using static EvalHarness.Pipeline.Reporting.Tables.Column<EvalHarness.Judging.LayerQuality>;
using static EvalHarness.Pipeline.Reporting.Wording.ReportNumbers;

namespace EvalHarness.Pipeline.Reporting.Tables;

/// <summary>What each layer of judges adds: bad outputs found, false alarms, cost.</summary>
internal static class LayerTable
{
    /// <summary>A row for each layer, under its task.</summary>
    public static ReportTable From(Report report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return ReportTable.Create("Judges: layers", report.JudgingLayers,
        [
            Text("Layer", layer => Count(layer.Layer)),
            Text("Judges", layer => string.Join(", ", layer.Judges)),
            Text("Came to it", JudgeWords.Escalated).AsDetail(),
            Number("Outputs", layer => Count(layer.Items)).AsDetail(),
            Number("Recall", layer => Percent(layer.Recall?.Share), layer => Brackets(layer.Recall))
                .Means("the share of the bad that is found"),
            Number("Precision", layer => Percent(layer.Precision?.Share), layer => Brackets(layer.Precision))
                .Means("the share of what is failed that is bad"),
            Number("Left open", layer => $"{Count(layer.Unscored)} of {Count(layer.Labels)}"),
            Number("Calls", layer => Count(layer.Calls)),
            Number("Tokens", layer => Count(layer.Tokens)).AsDetail(),
        ], layer => GroupHeading.ForName(layer.Task)) with
        {
            Explanation = "How well outputs are judged up to and including each layer, on labelled texts.",
        };
    }
}
