using System.Globalization;

namespace EvalHarness.Judging;

/// <summary>Whether a further layer of judges earns its calls, on texts of known grade.</summary>
public static class LayerAdvice
{
    /// <summary>
    /// One sentence for each layer that judges no better than the layer before it: by the F1 of the fails, the harmonic
    /// mean of recall and precision. Layers without known fails are left out, since nothing is known of them.
    /// </summary>
    /// <param name="layers">The layers of all tasks, first layer first.</param>
    public static IReadOnlyList<string> Of(IEnumerable<LayerQuality> layers) =>
    [
        .. layers.GroupBy(layer => layer.Task, StringComparer.Ordinal)
            .SelectMany(task => task.Zip(task.Skip(1), Compare))
            .OfType<string>(),
    ];

    private static string? Compare(LayerQuality before, LayerQuality layer) =>
        F1(before) is { } first && F1(layer) is { } second && second <= first
            ? $"Layer {Number(layer.Layer)} of {layer.Task} ({string.Join(", ", layer.Judges)}) judges no better than "
                + $"layer {Number(before.Layer)}: it finds {Percent(layer.Recall!.Share)} of the bad instead of "
                + $"{Percent(before.Recall!.Share)}, and {Percent(layer.Precision?.Share ?? 0)} of what it fails is "
                + $"bad instead of {Percent(before.Precision?.Share ?? 0)}, for {Number(layer.Calls)} calls more. "
                + "Drop it, or give it a better judge or prompt."
            : null;

    // What fails nothing finds nothing.
    private static double? F1(LayerQuality layer) => layer.Recall is not { } recall ? null
        : layer.Precision is not { } precision || recall.Share + precision.Share == 0 ? 0
        : 2 * recall.Share * precision.Share / (recall.Share + precision.Share);

    private static string Percent(double share) => (100 * share).ToString("0.#", CultureInfo.InvariantCulture) + " %";

    private static string Number(int count) => count.ToString(CultureInfo.InvariantCulture);
}
