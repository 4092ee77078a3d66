using EvalHarness.Unicode;

namespace EvalHarness.Metrics.Filters;

/// <summary>Changes every answer on its own.</summary>
internal sealed class EachAnswerFilter(Func<object?, object?> change) : IAnswerFilter
{
    /// <summary><c>remove_whitespace</c>, <c>lowercase</c>, <c>uppercase</c>: a change of texts.</summary>
    public static EachAnswerFilter OfTexts(string function) => function switch
    {
        "remove_whitespace" => new(answer => PythonText.Strip(Text(answer, function))),
        "lowercase" => new(answer => PythonText.Lower(Text(answer, function))),
        _ => new(answer => PythonText.Upper(Text(answer, function))),
    };

    /// <summary><c>map</c>: what each answer stands for.</summary>
    public static EachAnswerFilter Map(FilterOptions options)
    {
        IReadOnlyDictionary<string, object?> mapping = options.Mapping("mapping_dict");
        object? otherwise = options.Take("default_value", null);
        return new(answer => answer is string text && mapping.TryGetValue(text, out object? found) ? found : otherwise);
    }

    /// <summary>
    /// <c>extract</c>, which lm-evaluation-harness does not have: what the first step finds that finds something, else
    /// the fallback of <c>regex</c>.
    /// </summary>
    public static EachAnswerFilter Extract(FilterOptions options)
    {
        AnswerExtraction extraction = options.Extraction("steps");
        return new(answer => extraction.FindText(Text(answer, "extract")) ?? RegexFilter.UsualFallback);
    }

    /// <inheritdoc/>
    public FilterValue Apply(FilterValue answers, IReadOnlyList<string> choices) =>
        new([.. answers.Answers.Select(change)], IsTaken: false);

    private static string Text(object? answer, string function) =>
        answer as string ?? throw new FilterException($"{function} was given an answer that is no text");
}
