using System.CommandLine;
using System.CommandLine.Parsing;

namespace EvalHarness.Cli.Options;

/// <summary>Words of a command line that no command, option or argument takes, and what may be meant by them.</summary>
internal static class UnknownWords
{
    /// <summary>A command that does not exist, or is missing; <c>null</c> when there is one.</summary>
    public static InputError? FindCommand(ParseResult parsed)
    {
        Command command = parsed.CommandResult.Command;
        if (command.Subcommands.Count == 0)
        {
            return null;
        }

        string[] known = [.. command.Subcommands.Where(other => !other.Hidden).Select(other => other.Name)];
        string? word = parsed.UnmatchedTokens.FirstOrDefault(token => !IsOption(token));
        return word is not null
            ? new InputError(
                PathOf(parsed.CommandResult), $"unknown command \"{word}\"", Expected: null,
                NearestName.Suggest(word, known))
            : command.Action is null && parsed.Action is not { ClearsParseErrors: true }
                && parsed.UnmatchedTokens.Count == 0
                ? new InputError(
                    PathOf(parsed.CommandResult), "no command", $"one of {string.Join(", ", known)}")
            : null;
    }

    /// <summary>Unknown options, and words that nothing takes.</summary>
    public static IEnumerable<InputError> FindOthers(ParseResult parsed)
    {
        bool mayBeValue = false;
        foreach (string word in parsed.UnmatchedTokens)
        {
            if (IsOption(word))
            {
                yield return Unknown(word.Split('=', ':')[0], parsed);
            }
            else if (!mayBeValue)
            {
                yield return new InputError(
                    PathOf(parsed.CommandResult), $"unexpected argument \"{word}\"", Expected(parsed),
                    "Quote a value that contains spaces.");
            }

            mayBeValue = IsOption(word) && !word.Contains('=', StringComparison.Ordinal);
        }
    }

    /// <summary>The parser's own words for what <see cref="FindOthers"/> finds.</summary>
    public static bool IsAbout(ParseError error, ParseResult parsed) =>
        error.SymbolResult is CommandResult
        && parsed.UnmatchedTokens.Any(word => error.Message.Contains($"'{word}'", StringComparison.Ordinal));

    private static InputError Unknown(string option, ParseResult parsed)
    {
        Option[] own = [.. OptionsOf(parsed.CommandResult)];
        string[] known = [.. own.SelectMany(other => other.Aliases.Prepend(other.Name))];
        string path = PathOf(parsed.CommandResult);
        string[] others =
        [
            .. parsed.RootCommandResult.Command.Subcommands
                .Where(command => command.Options.Any(other => other.Name == option))
                .Select(command => command.Name),
        ];
        return new InputError(
            path,
            $"unknown option {option}",
            Expected: null,
            known.Contains(option) ? "Write it after the command."
                : NearestName.Find(option, known) is { } nearest ? $"Did you mean {nearest}?"
                : others.Length > 0 ? $"It is an option of {string.Join(", ", others)}."
                : $"{path} --help lists them.");
    }

    private static string Expected(ParseResult parsed) => parsed.CommandResult.Command.Arguments.Count == 0
        ? "options only"
        : $"options and {string.Join(' ', parsed.CommandResult.Command.Arguments.Select(argument => argument.Name))}";

    /// <summary>The options that a command accepts, those of its parents included.</summary>
    public static IEnumerable<Option> OptionsOf(CommandResult command) => command.Command.Options.Concat(
        command.Parent is CommandResult parent ? OptionsOf(parent).Where(option => option.Recursive) : []);

    private static string PathOf(CommandResult command) => command.Parent is CommandResult parent
        ? $"{PathOf(parent)} {command.Command.Name}"
        : "evalharness";

    private static bool IsOption(string word) => word is ['-', not (>= '0' and <= '9'), ..];
}
