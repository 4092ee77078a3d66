using System.Text.RegularExpressions;
using EvalHarness.Patterns;
using EvalHarness.Unicode;

namespace EvalHarness.Metrics.Filters;

/// <summary>
/// <c>regex</c>: of all matches in an answer one is selected, of its groups the first that is not empty, and white
/// space is stripped from it. An answer without a match becomes the fallback.
/// </summary>
internal sealed class RegexFilter : IAnswerFilter
{
    private const string UsualPattern = @"#### (\-?[0-9\.\,]+)";

    /// <summary>What an answer without a match becomes, unless said.</summary>
    public const string UsualFallback = "[invalid]";

    private readonly PythonRegex _pattern;
    private readonly int _selected;
    private readonly string _fallback;

    /// <summary>Reads its options.</summary>
    public RegexFilter(FilterOptions options) =>
        (_pattern, _selected, _fallback) = (
            options.Pattern("regex_pattern", UsualPattern), options.Integer("group_select", 0),
            options.Text("fallback", UsualFallback));

    /// <summary>What an answer without a match becomes.</summary>
    public string Fallback => _fallback;

    /// <inheritdoc/>
    public FilterValue Apply(FilterValue answers, IReadOnlyList<string> choices) =>
        new([.. answers.Answers.Select(answer => (object?)Extract(answer as string ?? ""))], IsTaken: false);

    /// <summary>
    /// The selected match of a pattern, stripped: of its groups the first that is not empty, or
    /// <paramref name="ofEmptyGroups"/>. <c>null</c> where nothing matches.
    /// </summary>
    /// <exception cref="FilterException">There are too few matches.</exception>
    public string? Select(PythonRegex pattern, string text, string ofEmptyGroups)
    {
        IReadOnlyList<IReadOnlyList<string>> matches = FindAll(pattern, text);
        if (matches.Count == 0)
        {
            return null;
        }

        int place = _selected < 0 ? _selected + matches.Count : _selected;
        if (place < 0 || place >= matches.Count)
        {
            throw new FilterException(FormattableString.Invariant(
                $"group_select is {_selected}, and there are {matches.Count} matches"));
        }

        IReadOnlyList<string> groups = matches[place];
        string match = groups.Count == 1 ? groups[0] : groups.FirstOrDefault(group => group.Length > 0, ofEmptyGroups);
        return PythonText.Strip(match);
    }

    /// <summary>The first pattern's selected match; <c>null</c> where nothing matches.</summary>
    public string? Select(string text, string ofEmptyGroups) => Select(_pattern, text, ofEmptyGroups);

    private string Extract(string text) => Select(text, _fallback) ?? _fallback;

    private static IReadOnlyList<IReadOnlyList<string>> FindAll(PythonRegex pattern, string text)
    {
        try
        {
            return pattern.FindAll(text);
        }
        catch (RegexMatchTimeoutException limit)
        {
            throw new FilterException(FormattableString.Invariant(
                $"the pattern {pattern.Pattern} took longer than {limit.MatchTimeout.TotalSeconds} s"));
        }
    }
}
