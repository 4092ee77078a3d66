namespace EvalHarness.Metrics.Choices;

/// <summary>
/// One document of a task that asks which of several texts is the likeliest, with what a model found of each.
/// </summary>
/// <param name="Choices">The texts as the task gives them, without the delimiter before them.</param>
/// <param name="Golds">Places of the right ones, as <see cref="ChoiceGold"/> reads them.</param>
/// <param name="LogLikelihoods">(choices) Sum of each text's token log-likelihoods after the question, in nats.</param>
/// <param name="IsGreedy">(choices) Whether every token of the text was the likeliest; <c>null</c> when
/// unknown.</param>
/// <param name="Unconditional">(choices) Log-likelihoods without the question; <c>null</c> when not asked for.</param>
public sealed record ChoiceSet(
    IReadOnlyList<string> Choices,
    IReadOnlyList<int> Golds,
    IReadOnlyList<double> LogLikelihoods,
    IReadOnlyList<bool>? IsGreedy = null,
    IReadOnlyList<double>? Unconditional = null)
{
    /// <summary>
    /// The document names a list of right choices, be it of one: any of them is right, and formulas that need one class
    /// have no value.
    /// </summary>
    public bool HasSeveralGolds { get; init; } = Golds.Count != 1;
}
