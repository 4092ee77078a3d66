using EvalHarness.Judging;

namespace EvalHarness.Pipeline.Reporting.Wording;

/// <summary>Whether a further layer of judges earns its calls, on labelled texts.</summary>
internal static class LayerAdvice
{
    /// <summary>
    /// One sentence for each layer that judges no better than the layer before it: by the F1 of the fails, the harmonic
    /// mean of recall and precision. Layers without labelled fails are left out, since nothing is known of them.
    /// </summary>
    /// <param name="layers">The layers of all tasks, first layer first.</param>
    public static IReadOnlyList<string> From(IEnumerable<LayerQuality> layers) =>
    [
        .. layers.GroupBy(layer => layer.Task, StringComparer.Ordinal)
            .SelectMany(task => task.Zip(task.Skip(1), Compare))
            .OfType<string>(),
    ];

    private static string? Compare(LayerQuality before, LayerQuality layer) =>
        F1(before) is { } first && F1(layer) is { } second && second <= first
            ? FormattableString.Invariant($"Layer {layer.Layer} of {layer.Task} ({string.Join(", ", layer.Judges)}) ")
                + FormattableString.Invariant($"judges no better than layer {before.Layer}: it finds ")
                + $"{ReportNumbers.Percent(layer.Recall!.Share)} of the bad instead of "
                + $"{ReportNumbers.Percent(before.Recall!.Share)}, and "
                + $"{ReportNumbers.Percent(layer.Precision?.Share ?? 0)} of what it fails is bad instead of "
                + $"{ReportNumbers.Percent(before.Precision?.Share ?? 0)}, for "
                + $"{ReportNumbers.Count(layer.Calls)} calls more. Drop it, or give it a better judge or prompt."
            : null;

    // What fails nothing finds nothing.
    private static double? F1(LayerQuality layer) => layer.Recall is not { } recall ? null
        : layer.Precision is not { } precision || recall.Share + precision.Share == 0 ? 0
        : 2 * recall.Share * precision.Share / (recall.Share + precision.Share);
}
