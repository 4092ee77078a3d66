using System.CommandLine;

namespace EvalHarness.Cli.Options;

/// <summary>Spells <c>--text=</c> as an option with an empty value; the parser would take the next word.</summary>
internal static class EmptyValues
{
    /// <summary>The words of a command line, each empty value a word of its own.</summary>
    public static IReadOnlyList<string> Spell(IReadOnlyList<string> words, Command root)
    {
        HashSet<string> names = [.. OptionsOf(root).SelectMany(option => option.Aliases.Prepend(option.Name))];
        List<string> spelled = [];
        for (int i = 0; i < words.Count; i++)
        {
            if (words[i] == "--")
            {
                return [.. spelled, .. words.Skip(i)];
            }

            if (words[i] is [.. var name, '=' or ':'] && names.Contains(name))
            {
                spelled.AddRange([name, ""]);
            }
            else
            {
                spelled.Add(words[i]);
            }
        }

        return spelled;
    }

    private static IEnumerable<Option> OptionsOf(Command command) => command.Options
        .Where(option => option.ValueType != typeof(bool))
        .Concat(command.Subcommands.SelectMany(OptionsOf));
}
