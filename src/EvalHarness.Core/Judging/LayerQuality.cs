namespace EvalHarness.Judging;

/// <summary>How well a task's outputs are judged up to and including one layer, on labelled texts.</summary>
/// <param name="Task">The task.</param>
/// <param name="Layer">Layer from 1.</param>
/// <param name="Judges">Names of the layer's judges.</param>
/// <param name="Labels">Labelled texts.</param>
/// <param name="Recall">
/// Share of the labelled fails that are failed; unscored ones are not found. <c>null</c> without any.
/// </param>
/// <param name="Precision">Share of those failed that are labelled fails; <c>null</c> when nothing is failed.</param>
/// <param name="Unscored">Labelled texts without a score after this layer.</param>
/// <param name="Escalated">Outputs that came to this layer, by reason; empty for the first.</param>
/// <param name="Items">Drawn outputs that this layer saw.</param>
/// <param name="Calls">Calls of this layer on drawn outputs and labelled texts.</param>
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
