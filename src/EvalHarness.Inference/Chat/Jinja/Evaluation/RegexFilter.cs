using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using EvalHarness.Inference.Chat.Jinja.Values;

namespace EvalHarness.Inference.Chat.Jinja.Evaluation;

/// <summary>The filter <c>regex_replace(pattern, repl, count=0)</c>, which is Python's <c>re.sub</c>.</summary>
internal static partial class RegexFilter
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    /// <summary>Replaces the matches of a pattern; only in templates of documents.</summary>
    public static JinjaValue Replace(Evaluator evaluator, JinjaValue value, Arguments arguments)
    {
        Meter meter = evaluator.Meter;
        if (meter.Settings.IsForChats)
        {
            throw meter.Fault("The filter 'regex_replace' is not supported.");
        }

        JinjaValue?[] bound = arguments.Bind("regex_replace", meter, 2, "pattern", "repl", "count");
        TextValue text = TextMethods.TextOf(value, "regex_replace", meter);
        string pattern = TextMethods.TextOf(bound[0], "regex_replace", meter).Value;
        string replacement = TextMethods.TextOf(bound[1], "regex_replace", meter).Value;
        int count = TextMethods.NumberOf(bound[2], 0, "regex_replace", meter);
        meter.Step(text.Length / 16);
        try
        {
            Regex regex = new(ToDotNet(pattern), RegexOptions.CultureInvariant, s_patience);
            return text.With(
                regex.Replace(text.Value, match => Expand(replacement, match, meter), count > 0 ? count : -1), meter);
        }
        catch (RegexParseException)
        {
            throw meter.Fault($"'regex_replace' cannot read the pattern '{pattern}'.");
        }
        catch (RegexMatchTimeoutException)
        {
            throw meter.Fault($"'regex_replace' needs more than {s_patience.TotalSeconds} s for '{pattern}'.");
        }
    }

    // Python's own spellings of what both have.
    private static string ToDotNet(string pattern) => PythonSpelling().Replace(pattern, match => match.Value switch
    {
        "(?P<" => "(?<",
        "\\Z" => "\\z",
        _ when match.Groups["name"].Success => $"\\k<{match.Groups["name"].Value}>",
        _ => match.Value,
    });

    private static string Expand(string replacement, Match match, Meter meter)
    {
        StringBuilder text = new();
        int kept = 0;
        foreach (Match escape in Escape().Matches(replacement))
        {
            text.Append(replacement, kept, escape.Index - kept);
            kept = escape.Index + escape.Length;
            string name = escape.Groups["group"].Success ? escape.Groups["group"].Value : escape.Groups["number"].Value;
            text.Append(name.Length > 0 ? GroupOf(match, name, meter) : escape.Value[1] switch
            {
                'n' => "\n",
                't' => "\t",
                'r' => "\r",
                '\\' => "\\",
                _ => escape.Value,
            });
        }

        return text.Append(replacement, kept, replacement.Length - kept).ToString();
    }

    private static string GroupOf(Match match, string name, Meter meter)
    {
        bool isKnown = int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number < match.Groups.Count : match.Groups.ContainsKey(name);
        return isKnown ? match.Groups[name].Value : throw meter.Fault($"invalid group reference '{name}'");
    }

    [GeneratedRegex(@"\\\\|\\Z|\(\?P<|\(\?P=(?<name>\w+)\)", RegexOptions.CultureInvariant)]
    private static partial Regex PythonSpelling();

    [GeneratedRegex(
        @"\\(?:g<(?<group>\w+)>|(?<number>\d{1,2})|.)", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Escape();
}
