using System.Globalization;
using System.Text;

namespace EvalHarness.Pipeline.Tasks.Requests;

/// <summary>Reads a text in quotes as Python writes it.</summary>
internal static class PythonText
{
    /// <summary>Reads one text from its opening quote on, and adds it to what came before.</summary>
    /// <param name="source">What it stands in.</param>
    /// <param name="at">The opening quote; afterwards, the character behind the closing one.</param>
    /// <param name="isRaw">Backslashes stand for themselves.</param>
    /// <param name="text">Takes the characters.</param>
    /// <exception cref="FormatException">It is not closed, or an escape is wrong.</exception>
    public static void Read(string source, ref int at, bool isRaw, StringBuilder text)
    {
        char quote = source[at];
        bool isTriple = string.CompareOrdinal(source, at, new string(quote, 3), 0, 3) == 0;
        int start = at;
        at += isTriple ? 3 : 1;
        while (true)
        {
            if (at >= source.Length || (source[at] == '\n' && !isTriple))
            {
                throw new FormatException(string.Create(
                    CultureInfo.InvariantCulture, $"the text from character {start + 1} on is not closed"));
            }

            char current = source[at];
            if (current == quote && (!isTriple || string.CompareOrdinal(source, at, new string(quote, 3), 0, 3) == 0))
            {
                at += isTriple ? 3 : 1;
                return;
            }

            if (current == '\\' && at + 1 < source.Length)
            {
                ReadEscape(source, ref at, isRaw, text);
                continue;
            }

            text.Append(current);
            at++;
        }
    }

    private static void ReadEscape(string source, ref int at, bool isRaw, StringBuilder text)
    {
        char kind = source[at + 1];
        if (isRaw)
        {
            text.Append('\\').Append(kind);
            at += 2;
            return;
        }

        at += 2;
        switch (kind)
        {
            case '\n':
                break;
            case '\\' or '\'' or '"':
                text.Append(kind);
                break;
            case 'x':
                AppendPoint(source, ref at, 2, text);
                break;
            case 'u':
                AppendPoint(source, ref at, 4, text);
                break;
            case 'U':
                AppendPoint(source, ref at, 8, text);
                break;
            case 'N':
                throw new FormatException("characters by name (\\N{…}) are not supported");
            case >= '0' and <= '7':
                AppendOctal(source, ref at, text);
                break;
            default:
                int place = "abfnrtv".IndexOf(kind);
                text.Append(place >= 0 ? "\a\b\f\n\r\t\v"[place].ToString() : "\\" + kind);
                break;
        }
    }

    private static void AppendPoint(string source, ref int at, int digits, StringBuilder text)
    {
        string number = at + digits <= source.Length ? source.Substring(at, digits) : "";
        if (!int.TryParse(number, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int point)
            || number.Length != digits || point is < 0 or > 0x10ffff)
        {
            throw new FormatException("an escape has too few digits");
        }

        text.Append(point is >= 0xd800 and <= 0xdfff ? ((char)point).ToString() : char.ConvertFromUtf32(point));
        at += digits;
    }

    private static void AppendOctal(string source, ref int at, StringBuilder text)
    {
        int value = 0;
        at--;
        for (int i = 0; i < 3 && at < source.Length && source[at] is >= '0' and <= '7'; i++, at++)
        {
            value = (value * 8) + source[at] - '0';
        }

        text.Append((char)value);
    }
}
