using System.Text;
using EvalHarness.Patterns;
using EvalHarness.Unicode;

namespace EvalHarness.Metrics.Filters;

/// <summary>
/// <c>multi_choice_regex</c>: the letter of an answer, (A) for the first choice. Looked for are the pattern, then the
/// text of a choice, longer ones first, then a letter behind a colon.
/// </summary>
internal sealed class ChoiceRegexFilter : IAnswerFilter
{
    private readonly RegexFilter _regex;
    private readonly bool _ignoresCase;
    private readonly bool _ignoresPunctuation;
    private readonly IReadOnlyList<PythonRegex> _ignored;

    /// <summary>Reads its options.</summary>
    public ChoiceRegexFilter(FilterOptions options) =>
        (_regex, _ignoresCase, _ignoresPunctuation, _ignored) = (
            new(options), options.Flag("ignore_case"), options.Flag("ignore_punctuation"),
            options.Patterns("regexes_to_ignore"));

    /// <inheritdoc/>
    public FilterValue Apply(FilterValue answers, IReadOnlyList<string> choices)
    {
        if (choices.Count == 0)
        {
            throw new FilterException("multi_choice_regex needs the document's column \"choices\"");
        }

        Dictionary<string, string> letters = new(StringComparer.Ordinal);
        List<string> names = [];
        foreach ((int place, string choice) in choices.Index())
        {
            names.Add(Reduce(PythonText.Strip(choice)));
            letters[names[^1]] = Letter(place);
        }

        PythonRegex byText = Compile(string.Join(
            '|', names.OrderByDescending(name => name.EnumerateRunes().Count()).Select(PythonRegex.Escape)));
        PythonRegex byLetter = Compile($@":[\s]*({string.Join('|', choices.Select((_, place) => Name(place)))})");
        return new(
            [.. answers.Answers.Select(answer => (object?)Find(answer as string ?? "", byText, letters, byLetter))],
            IsTaken: false);
    }

    private string Find(
        string text, PythonRegex byText, Dictionary<string, string> letters, PythonRegex byLetter) =>
        NotEmpty(_regex.Select(text, ""))
        ?? NotEmpty(_regex.Select(byText, Reduce(text), "")) switch
        {
            { } name => letters.GetValueOrDefault(name, name),
            null => NotEmpty(_regex.Select(byLetter, text, "")) is { } letter ? $"({letter})" : _regex.Fallback,
        };

    private string Reduce(string text)
    {
        foreach (PythonRegex ignored in _ignored)
        {
            text = ignored.Remove(text);
        }

        text = _ignoresCase ? PythonText.Lower(text) : text;
        return _ignoresPunctuation
            ? string.Concat(text.EnumerateRunes().Where(character => !Rune.IsPunctuation(character)))
            : text;
    }

    private static string? NotEmpty(string? match) => string.IsNullOrEmpty(match) ? null : match;

    // What follows Z is what follows it in ASCII, as lm-evaluation-harness has it.
    private static string Name(int place) => ((char)('A' + place)).ToString();

    private static string Letter(int place) => $"({Name(place)})";

    private static PythonRegex Compile(string pattern) =>
        PythonRegex.TryCompile(pattern, out PythonRegex? regex, out string? mistake)
            ? regex
            : throw new FilterException($"multi_choice_regex cannot name so many choices: {mistake}");
}
