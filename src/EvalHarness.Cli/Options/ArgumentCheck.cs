using System.CommandLine;
using System.CommandLine.Completions;
using System.CommandLine.Parsing;
using System.Globalization;
using EvalHarness.Cli.Rendering;

namespace EvalHarness.Cli.Options;

/// <summary>
/// Finds values that no option could mean: text where a number belongs, and nothing where a name or a path belongs.
/// </summary>
internal static class ArgumentCheck
{
    /// <summary>Everything that is wrong with a command line, in plain words.</summary>
    public static IReadOnlyList<Failure> FindMistakes(ParseResult parsed)
    {
        // Completion goes on however incomplete the line is, and help is given, but not of what does not exist.
        if (IsCompletion(parsed))
        {
            return [];
        }

        if (UnknownWords.FindCommand(parsed) is { } unknown)
        {
            return [Failure.FromMistake(unknown)];
        }

        if (parsed.Action is { ClearsParseErrors: true })
        {
            return [];
        }

        HashSet<SymbolResult> explained = [];
        List<Failure> mistakes = [.. UnknownWords.FindOthers(parsed).Select(Failure.FromMistake)];
        for (CommandResult? command = parsed.CommandResult; command is not null;
            command = command.Parent as CommandResult)
        {
            foreach (SymbolResult result in command.Children)
            {
                if (FindMistake(result) is { } mistake)
                {
                    explained.Add(result);
                    mistakes.Add(Failure.FromMistake(mistake));
                }
            }
        }

        // The parser's own words for a value that it cannot convert name types of the program.
        mistakes.AddRange(parsed.Errors
            .Where(error => !IsExplained(error.SymbolResult) && !UnknownWords.IsAbout(error, parsed))
            .Select(error => Failure.FromText(error.Message)));
        return mistakes;

        bool IsExplained(SymbolResult? result) =>
            result is not null && (explained.Contains(result) || IsExplained(result.Parent));
    }

    private static bool IsCompletion(ParseResult parsed) =>
        parsed.RootCommandResult.Command is RootCommand root
        && root.Directives.OfType<SuggestDirective>().Any(suggest => parsed.GetResult(suggest) is not null);

    private static InputError? FindMistake(SymbolResult result) => result switch
    {
        OptionResult { Option: TextOption } => null,
        OptionResult { Option: var option } => FindMistake(option.Name, option.ValueType, result.Tokens),
        ArgumentResult { Argument: var argument } => FindMistake(argument.Name, argument.ValueType, result.Tokens),
        _ => null,
    };

    private static InputError? FindMistake(string name, Type type, IReadOnlyList<Token> tokens)
    {
        Type single = Nullable.GetUnderlyingType(type) ?? type;
        string? expected = single == typeof(int)
            ? Expect(tokens, IsWhole<int>, $"a whole number up to {int.MaxValue}")
            : single == typeof(ulong) ? Expect(tokens, IsWhole<ulong>, $"a whole number from 0 to {ulong.MaxValue}")
            : single == typeof(double) ? Expect(tokens, IsNumber, "a number such as 0.5")
            : single == typeof(string) || single == typeof(string[])
                ? Expect(tokens, text => !string.IsNullOrWhiteSpace(text), "a value that is not empty")
            : null;
        return expected is null ? null : new InputError(
            name, string.Join(", ", tokens.Select(token => $"\"{token.Value}\"")), expected);
    }

    private static string? Expect(IReadOnlyList<Token> tokens, Predicate<string> isRight, string expected) =>
        tokens.All(token => isRight(token.Value)) ? null : expected;

    // No thousands separators: "1,5" is nobody's 15.
    private static bool IsWhole<T>(string text)
        where T : System.Numerics.IBinaryInteger<T> =>
        T.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _);

    private static bool IsNumber(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
        && !double.IsInfinity(number);
}
