namespace EvalHarness.Judging;

/// <summary>How well a task's outputs are judged up to and including one layer, on texts of known grade.</summary>
/// <param name="Task">The task.</param>
/// <param name="Layer">Layer from 1.</param>
/// <param name="Judges">Names of the layer's judges.</param>
/// <param name="Labels">Texts of known grade.</param>
/// <param name="Recall">
/// Share of the known fails that are failed; unscored ones are not found. <c>null</c> without any.
/// </param>
/// <param name="Precision">Share of those failed that are known fails; <c>null</c> when nothing is failed.</param>
/// <param name="Unscored">Texts of known grade without a score after this layer.</param>
/// <param name="Escalated">Outputs that came to this layer, by reason; empty for the first.</param>
/// <param name="Items">Drawn outputs that this layer saw.</param>
/// <param name="Calls">Calls of this layer on drawn outputs and texts of known grade.</param>
/// <param name="Tokens">Tokens of these calls; <c>null</c> where a provider does not say.</param>
public sealed record LayerQuality(
    string Task,
    int Layer,
    IReadOnlyList<string> Judges,
    int Labels,
    Proportion? Recall,
    Proportion? Precision,
    int Unscored,
    IReadOnlyDictionary<string, int> Escalated,
    int Items,
    int Calls,
    long? Tokens);
