using System.Text;

namespace EvalHarness.Pipeline.Browsing.Filtering;

/// <summary>Cuts a filter into tokens.</summary>
internal static class FilterLexer
{
    private static readonly string[] s_signs = ["<=", ">=", "!=", "==", "=", "<", ">", "(", ")"];

    /// <summary>The tokens, the end last.</summary>
    /// <exception cref="FilterException">A quoted text does not end, or a character has no meaning.</exception>
    public static IReadOnlyList<FilterToken> Read(string filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        List<FilterToken> tokens = [];
        for (int at = 0; at < filter.Length;)
        {
            if (char.IsWhiteSpace(filter[at]))
            {
                at++;
            }
            else if (filter[at] == '"')
            {
                tokens.Add(ReadQuoted(filter, ref at));
            }
            else if (s_signs.FirstOrDefault(sign => filter.AsSpan(at).StartsWith(sign)) is { } sign)
            {
                tokens.Add(new(FilterTokenKind.Sign, sign == "==" ? "=" : sign, at + 1));
                at += sign.Length;
            }
            else
            {
                int start = at;
                while (at < filter.Length && IsWord(filter[at]))
                {
                    at++;
                }

                if (at == start)
                {
                    throw new FilterException(
                        at + 1, $"the character '{filter[at]}'", "Put texts and unusual names in double quotes.");
                }

                tokens.Add(new(FilterTokenKind.Word, filter[start..at], start + 1));
            }
        }

        tokens.Add(new(FilterTokenKind.End, "", filter.Length + 1));
        return tokens;
    }

    // A quote within a text is written twice.
    private static FilterToken ReadQuoted(string filter, ref int at)
    {
        int start = at++;
        StringBuilder text = new();
        for (; at < filter.Length; at++)
        {
            if (filter[at] != '"')
            {
                text.Append(filter[at]);
            }
            else if (at + 1 < filter.Length && filter[at + 1] == '"')
            {
                text.Append(filter[at++]);
            }
            else
            {
                at++;
                return new(FilterTokenKind.Quoted, text.ToString(), start + 1);
            }
        }

        throw new FilterException(start + 1, "a text that does not end", "Close it with a double quote.");
    }

    private static bool IsWord(char character) =>
        char.IsLetterOrDigit(character) || character is '_' or ':' or '@' or '.' or '-' or '+' or '/' or '−';
}
