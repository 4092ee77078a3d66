using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using EvalHarness.Patterns;
using EvalHarness.Unicode;

namespace EvalHarness.Metrics.Filters;

/// <summary>
/// <c>exact_match</c> of generated answers with lm-evaluation-harness's options: on both sides the patterns are removed
/// in order, then case, ASCII punctuation and ASCII digits. As it holds texts in numpy arrays, NULs at the end are
/// dropped, and lower case is no longer than the longest text of its side.
/// </summary>
public sealed class HarnessExactMatch
{
    private readonly IReadOnlyList<PythonRegex> _ignored;
    private readonly bool _ignoresCase;
    private readonly bool _ignoresPunctuation;
    private readonly bool _ignoresDigits;

    private HarnessExactMatch(FilterOptions options) =>
        (_ignored, _ignoresCase, _ignoresPunctuation, _ignoresDigits) = (
            options.Patterns("regexes_to_ignore"), options.Flag("ignore_case"), options.Flag("ignore_punctuation"),
            options.Flag("ignore_numbers"));

    /// <summary>Reads a metric's options: <c>regexes_to_ignore</c>, <c>ignore_case</c>, <c>ignore_punctuation</c>,
    /// <c>ignore_numbers</c>.</summary>
    /// <param name="options">By name, as in <see cref="FilterSettings"/>.</param>
    /// <param name="place">Where they stand, for errors.</param>
    /// <exception cref="InvalidInputException">An option is unknown or wrong; names all.</exception>
    public static HarnessExactMatch Create(IReadOnlyDictionary<string, object?> options, string place)
    {
        FilterOptions read = new(new("exact_match", options), place);
        HarnessExactMatch made = new(read);
        read.RefuseOthers();
        return read.Mistakes.Count > 0 ? throw new InvalidInputException(read.Mistakes) : made;
    }

    /// <summary>1 where the prediction equals a target, else 0.</summary>
    /// <param name="prediction">The filtered answer.</param>
    /// <param name="targets">At least one.</param>
    /// <exception cref="FilterException">A pattern took too long.</exception>
    public double Score(string prediction, IReadOnlyList<string> targets)
    {
        string given = Reduce([prediction])[0];
        return Reduce(targets).Contains(given, StringComparer.Ordinal) ? 1 : 0;
    }

    private string[] Reduce(IReadOnlyList<string> side)
    {
        string[] texts = [.. side.Select(Stored)];
        foreach (PythonRegex ignored in _ignored)
        {
            texts = [.. texts.Select(text => Stored(Remove(ignored, text)))];
        }

        if (_ignoresCase)
        {
            int width = texts.Max(text => text.EnumerateRunes().Count());
            texts = [.. texts.Select(text => Stored(Take(PythonText.Lower(text), width)))];
        }

        return
        [
            .. texts.Select(text => string.Concat(text.Where(character =>
                !(_ignoresPunctuation && IsPunctuation(character))
                && !(_ignoresDigits && char.IsAsciiDigit(character))))).Select(Stored),
        ];
    }

    private static string Stored(string text) => text.TrimEnd('\0');

    private static string Remove(PythonRegex ignored, string text)
    {
        try
        {
            return ignored.Remove(text);
        }
        catch (RegexMatchTimeoutException limit)
        {
            throw new FilterException(string.Create(
                CultureInfo.InvariantCulture,
                $"the pattern {ignored.Pattern} took longer than {limit.MatchTimeout.TotalSeconds} s"));
        }
    }

    private static string Take(string text, int count)
    {
        StringBuilder taken = new();
        foreach (Rune character in text.EnumerateRunes().Take(count))
        {
            taken.Append(character);
        }

        return taken.ToString();
    }

    private static bool IsPunctuation(char character) => char.IsAscii(character)
        && (char.IsPunctuation(character) || char.IsSymbol(character));
}
