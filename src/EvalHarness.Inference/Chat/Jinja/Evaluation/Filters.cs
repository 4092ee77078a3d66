using EvalHarness.Inference.Chat.Jinja.Values;

namespace EvalHarness.Inference.Chat.Jinja.Evaluation;

/// <summary>What a filter does.</summary>
/// <param name="evaluator">Applies other filters and tests by name.</param>
/// <param name="value">The value in front of the bar.</param>
/// <param name="arguments">The arguments in parentheses.</param>
internal delegate JinjaValue Filter(Evaluator evaluator, JinjaValue value, Arguments arguments);

/// <summary>All filters, by name.</summary>
internal static class Filters
{
    private static readonly Dictionary<string, Filter> s_filters = new(
        TextFilters.All.Concat(SequenceFilters.All).Concat(SelectionFilters.All).Concat(NumberFilters.All)
            .Append(KeyValuePair.Create<string, Filter>("regex_replace", RegexFilter.Replace)));

    /// <summary>A filter; <c>null</c> where there is none of that name.</summary>
    public static Filter? Find(string name) => s_filters.GetValueOrDefault(name);
}
