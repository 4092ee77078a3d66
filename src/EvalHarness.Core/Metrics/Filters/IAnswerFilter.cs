namespace EvalHarness.Metrics.Filters;

/// <summary>One step from what a model answered to what is scored. Implementations are thread-safe.</summary>
internal interface IAnswerFilter
{
    /// <summary>Treats the answers of one document.</summary>
    /// <param name="answers">The answers, or what the step before made of them.</param>
    /// <param name="choices">The document's column <c>choices</c>; empty without one.</param>
    /// <exception cref="FilterException">They cannot be treated.</exception>
    FilterValue Apply(FilterValue answers, IReadOnlyList<string> choices);
}
