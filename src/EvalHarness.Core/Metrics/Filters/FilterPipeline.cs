using System.Globalization;

namespace EvalHarness.Metrics.Filters;

/// <summary>
/// The filters of a task in order, as lm-evaluation-harness applies them to what a model answered. Thread-safe.
/// </summary>
public sealed class FilterPipeline
{
    private const string Python = "custom";

    private static readonly string[] s_unsupported = ["regex_pos", "format_span", "decontaminate"];

    private readonly IReadOnlyList<IAnswerFilter> _filters;

    private FilterPipeline(IReadOnlyList<IAnswerFilter> filters) => _filters = filters;

    /// <summary>The names of all filters.</summary>
    public static IReadOnlyList<string> Functions { get; } =
    [
        "regex", "take_first", "take_first_k", "majority_vote", "multi_choice_regex", "remove_whitespace", "lowercase",
        "uppercase", "map", "extract",
    ];

    /// <summary>What applies where a task names no filters: the first answer is taken.</summary>
    public static FilterPipeline Default { get; } = Create([new("take_first")], "filter_list");

    /// <summary>Makes a pipeline of a task's filters.</summary>
    /// <param name="filters">In order; at least one.</param>
    /// <param name="place">Where they stand, for errors.</param>
    /// <exception cref="InvalidInputException">A filter or an option is unknown, or a pattern is wrong; names all.
    /// </exception>
    public static FilterPipeline Create(IReadOnlyList<FilterSettings> filters, string place)
    {
        ArgumentNullException.ThrowIfNull(filters);
        List<InputError> mistakes = [];
        List<IAnswerFilter> made = [];
        foreach ((int index, FilterSettings settings) in filters.Index())
        {
            string at = string.Create(CultureInfo.InvariantCulture, $"{place}[{index}]");
            FilterOptions options = new(settings, at);
            if (Create(settings.Function, options) is { } filter)
            {
                options.RefuseOthers();
                made.Add(filter);
                mistakes.AddRange(options.Mistakes);
            }
            else
            {
                mistakes.Add(Unknown(settings.Function, at));
            }
        }

        if (filters.Count == 0)
        {
            mistakes.Add(new(place, "no filter", "at least one"));
        }

        return mistakes.Count > 0 ? throw new InvalidInputException(mistakes) : new(made);
    }

    /// <summary>Applies all filters to the answers to one document.</summary>
    /// <param name="answers">What the model answered, one per repeat; anything but a text is taken for an empty one by
    /// <c>regex</c>.</param>
    /// <param name="choices">The document's column <c>choices</c>; empty without one.</param>
    /// <exception cref="FilterException">lm-evaluation-harness stops the run here.</exception>
    public FilterValue Apply(IReadOnlyList<object?> answers, IReadOnlyList<string> choices) =>
        _filters.Aggregate(
            new FilterValue(answers, IsTaken: false), (value, filter) => filter.Apply(value, choices));

    /// <summary>The one answer that is left to be scored, numbers as Python prints them.</summary>
    /// <inheritdoc cref="Apply"/>
    public string Extract(IReadOnlyList<string> answers, IReadOnlyList<string> choices) =>
        Apply(answers, choices).Items is [var only]
            ? Print(only)
            : throw new FilterException("the filters leave several answers; end them with take_first");

    private static string Print(object? answer) => answer switch
    {
        null => "None",
        bool flag => flag ? "True" : "False",
        double number when number == Math.Truncate(number) && Math.Abs(number) < 1e16 =>
            number.ToString("F1", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => answer.ToString() ?? "",
    };

    private static IAnswerFilter? Create(string function, FilterOptions options) => function switch
    {
        "regex" => new RegexFilter(options),
        "multi_choice_regex" => new ChoiceRegexFilter(options),
        "take_first" => SelectionFilter.First(),
        "take_first_k" => SelectionFilter.FirstSeveral(options.Integer("k", usual: null)),
        "majority_vote" => SelectionFilter.Majority(),
        "remove_whitespace" or "lowercase" or "uppercase" => EachAnswerFilter.OfTexts(function),
        "map" => EachAnswerFilter.Map(options),
        "extract" => EachAnswerFilter.Extract(options),
        _ => null,
    };

    private static InputError Unknown(string function, string place) => new(
        place,
        function == Python ? "the filter custom, which runs Python" : $"the filter \"{function}\"",
        string.Join(", ", Functions),
        s_unsupported.Contains(function) ? "Extract the answer with regex instead."
            : function == Python ? "Write the extraction as regex and map."
            : NearestName.Suggest(function, Functions));
}
