using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.RegularExpressions;

namespace EvalHarness.Patterns;

/// <summary>
/// A regular expression of Python's module <c>re</c>: the same matches, groups and errors, for texts of any script.
/// Thread-safe.
/// </summary>
public sealed class PythonRegex
{
    private static readonly TimeSpan s_timeLimit = TimeSpan.FromSeconds(2);

    private readonly Matcher _units;
    private readonly Lazy<Matcher> _pairs;

    private PythonRegex(string pattern, PatternFlags flags)
    {
        Pattern = pattern;
        _units = new(pattern, flags, hasPairs: false);
        _pairs = new(() => new(pattern, flags, hasPairs: true));
    }

    /// <summary>Python's pattern.</summary>
    public string Pattern { get; }

    /// <summary>Number of groups.</summary>
    public int Groups => _units.Groups;

    /// <summary>Compiles a pattern, or says what is wrong with it.</summary>
    /// <param name="pattern">In Python's syntax.</param>
    /// <param name="regex">The expression.</param>
    /// <param name="mistake">A noun phrase with the position; <c>null</c> on success.</param>
    /// <param name="ignoreCase">As with <c>re.IGNORECASE</c>.</param>
    public static bool TryCompile(
        string pattern,
        [NotNullWhen(true)] out PythonRegex? regex,
        [NotNullWhen(false)] out string? mistake,
        bool ignoreCase = false)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        (regex, mistake) = (null, null);
        try
        {
            regex = new(pattern, new PatternFlags(IgnoresCase: ignoreCase));
            return true;
        }
        catch (PatternFault fault)
        {
            mistake = fault.Message;
        }
        catch (RegexParseException fault)
        {
            mistake = $"a pattern that cannot be matched ({fault.Error})";
        }

        return false;
    }

    /// <summary>The pattern that matches a text alone, as <c>re.escape</c> writes it.</summary>
    public static string Escape(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        StringBuilder escaped = new(text.Length);
        foreach (char character in text)
        {
            if (char.IsAscii(character) && !char.IsAsciiLetterOrDigit(character) && character != '_')
            {
                escaped.Append('\\');
            }

            escaped.Append(character);
        }

        return escaped.ToString();
    }

    /// <summary>
    /// <c>findall</c>: for each match its groups from the first on, empty where a group took no part, or the whole
    /// match where there is no group.
    /// </summary>
    /// <exception cref="RegexMatchTimeoutException">It took longer than 2 s.</exception>
    public IReadOnlyList<IReadOnlyList<string>> FindAll(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return [.. Matches(text).Select(match => Groups == 0
            ? (IReadOnlyList<string>)[match.Value]
            : [.. match.Groups.Cast<Group>().Skip(1).Select(group => group.Value)])];
    }

    /// <summary><c>sub("", text)</c>: the text without its matches.</summary>
    /// <exception cref="RegexMatchTimeoutException">It took longer than 2 s.</exception>
    public string Remove(string text) => Replace(text, _ => "", most: 0);

    /// <summary><c>sub(replacement, text, count=most)</c> with a plain text or one made of each match.</summary>
    /// <param name="text">The text.</param>
    /// <param name="replacement">What takes the place of a match, from the whole match and its groups.</param>
    /// <param name="most">Replacements at most; 0 for all.</param>
    /// <exception cref="RegexMatchTimeoutException">It took longer than 2 s.</exception>
    public string Replace(string text, Func<IReadOnlyList<string>, string> replacement, int most)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(replacement);
        StringBuilder output = new(text.Length);
        int end = 0;
        IEnumerable<Match> matches = Matches(text);
        foreach (Match match in most > 0 ? matches.Take(most) : matches)
        {
            output.Append(text, end, match.Index - end);
            output.Append(replacement([.. match.Groups.Cast<Group>().Select(group => group.Value)]));
            end = match.Index + match.Length;
        }

        return output.Append(text, end, text.Length - end).ToString();
    }

    /// <summary><c>split</c> of a pattern without groups: the text between its matches.</summary>
    /// <exception cref="RegexMatchTimeoutException">It took longer than 2 s.</exception>
    public IReadOnlyList<string> Split(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        List<string> parts = [];
        int end = 0;
        foreach (Match match in Matches(text))
        {
            parts.Add(text[end..match.Index]);
            end = match.Index + match.Length;
        }

        parts.Add(text[end..]);
        return parts;
    }

    /// <summary><c>search</c>: whether the pattern matches anywhere.</summary>
    /// <exception cref="RegexMatchTimeoutException">It took longer than 2 s.</exception>
    public bool IsMatch(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return MatcherFor(text).First.IsMatch(text);
    }

    private Matcher MatcherFor(string text) => text.Any(char.IsSurrogate) ? _pairs.Value : _units;

    // Behind an empty match Python looks at the same place for one that is not empty.
    private IEnumerable<Match> Matches(string text)
    {
        Matcher matcher = MatcherFor(text);
        long start = Stopwatch.GetTimestamp();
        Match match = matcher.First.Match(text);
        while (match.Success)
        {
            yield return match;
            if (Stopwatch.GetElapsedTime(start) > s_timeLimit)
            {
                throw new RegexMatchTimeoutException(text, Pattern, s_timeLimit);
            }

            int end = match.Index + match.Length;
            match = match.Length > 0 ? matcher.First.Match(text, end) : matcher.Further.Value.Match(text, end);
        }
    }

    // The same pattern for texts of one kind.
    private sealed class Matcher
    {
        public Matcher(string pattern, PatternFlags flags, bool hasPairs)
        {
            PatternTranslator translator = new(pattern, hasPairs);
            string translated = translator.Translate(flags);
            Groups = translator.Groups;
            RegexOptions options = translator.Flags.Options;
            First = Create(translated, options);
            Further = new(() => new($@"(?:{translated})(?!\G)", options, s_timeLimit));
        }

        public int Groups { get; }

        public Regex First { get; }

        public Lazy<Regex> Further { get; }

        // In linear time where that is possible, which look-around and back-references are not.
        private static Regex Create(string pattern, RegexOptions options)
        {
            try
            {
                return new(pattern, options | RegexOptions.NonBacktracking, s_timeLimit);
            }
            catch (NotSupportedException)
            {
                return new(pattern, options, s_timeLimit);
            }
        }
    }
}
