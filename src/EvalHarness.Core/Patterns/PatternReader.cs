using System.Globalization;

namespace EvalHarness.Patterns;

/// <summary>Reads the characters and escapes of a pattern of Python's <c>re</c>.</summary>
internal sealed class PatternReader(string pattern)
{
    private const string ControlLetters = "afnrtv";
    private const string Controls = "\a\f\n\r\t\v";

    /// <summary>Offset of the next character.</summary>
    public int At { get; set; }

    /// <summary>Nothing is left.</summary>
    public bool IsEnd => At >= pattern.Length;

    /// <summary>The next character, or NUL at the end.</summary>
    public char Peek => IsEnd ? '\0' : pattern[At];

    /// <summary>Takes one character.</summary>
    public char Take() => IsEnd ? throw Fault("unexpected end of the pattern") : pattern[At++];

    /// <summary>Takes a text if it stands here.</summary>
    public bool TryTake(string text)
    {
        bool stands = string.CompareOrdinal(pattern, At, text, 0, text.Length) == 0;
        At += stands ? text.Length : 0;
        return stands;
    }

    /// <summary>Takes a character, which may be a pair of units, as its code point.</summary>
    public int TakeCodePoint()
    {
        char first = Take();
        return char.IsHighSurrogate(first) && char.IsLowSurrogate(Peek)
            ? char.ConvertToUtf32(first, Take())
            : first;
    }

    /// <summary>Takes a number, if one stands here.</summary>
    public int? TakeNumber()
    {
        int start = At;
        while (char.IsAsciiDigit(Peek))
        {
            At++;
        }

        return At == start ? null
            : int.TryParse(pattern.AsSpan(start, At - start), CultureInfo.InvariantCulture, out int number) ? number
            : throw Fault("a number that is too large");
    }

    /// <summary>Takes a repeat, as .NET writes it, if one stands here; a brace that opens none is a brace.</summary>
    public string? TakeRepeat()
    {
        if (!IsEnd && "*+?".Contains(Peek))
        {
            return Take().ToString();
        }

        int start = At;
        if (TryTake("{") && Peek != '}')
        {
            int? least = TakeNumber();
            bool isRange = TryTake(",");
            int? most = isRange ? TakeNumber() : least;
            if (TryTake("}") && (isRange || least is not null))
            {
                string range = isRange ? string.Create(CultureInfo.InvariantCulture, $",{most}") : "";
                return least > most
                    ? throw Fault("a repeat whose least is more than its most")
                    : string.Create(CultureInfo.InvariantCulture, $"{{{least ?? 0}{range}}}");
            }
        }

        At = start;
        return null;
    }

    /// <summary>Takes what stands before a character, and the character.</summary>
    public string TakeUntil(char end, string what)
    {
        int found = pattern.IndexOf(end, At);
        if (found < 0)
        {
            throw Fault($"an unterminated {what}");
        }

        string text = pattern[At..found];
        At = found + 1;
        return text;
    }

    /// <summary>Passes over white space and comments, as the flag <c>x</c> has it.</summary>
    public void SkipVerbose()
    {
        while (" \t\n\r\v\f#".Contains(Peek) && !IsEnd)
        {
            if (Take() == '#')
            {
                int end = pattern.IndexOf('\n', At);
                At = end < 0 ? pattern.Length : end + 1;
            }
        }
    }

    /// <summary>
    /// The code point of an escape whose letter or digit was taken; <c>null</c> where it stands for none.
    /// </summary>
    /// <param name="letter">What stands behind the backslash.</param>
    /// <param name="inClass">It stands in a class, where digits are octal.</param>
    public int? EscapedCodePoint(char letter, bool inClass)
    {
        if (ControlLetters.IndexOf(letter, StringComparison.Ordinal) is >= 0 and var control)
        {
            return Controls[control];
        }

        switch (letter)
        {
            case 'b' when inClass:
                return '\b';
            case 'x':
                return TakeHex(2);
            case 'u':
                return TakeHex(4);
            case 'U':
                return TakeHex(8);
            case '0':
                return TakeOctal(0, most: 2);
            case >= '1' and <= '7' when inClass || (IsOctal(Peek) && IsOctal(letter) && IsOctal(PeekSecond)):
                return TakeOctal(letter - '0', most: 2);
            case var _ when inClass && char.IsAsciiDigit(letter):
            case var _ when char.IsAsciiLetter(letter):
                throw Fault($"the escape \\{letter}, which Python has not,");
            case var _ when char.IsAsciiDigit(letter):
                return null;
            default:
                At--;
                return TakeCodePoint();
        }
    }

    /// <summary>An exception at the present place.</summary>
    public PatternFault Fault(string problem) => new(problem, At);

    private char PeekSecond => At + 1 < pattern.Length ? pattern[At + 1] : '\0';

    private static bool IsOctal(char digit) => digit is >= '0' and <= '7';

    private int TakeHex(int digits)
    {
        if (At + digits > pattern.Length
            || !int.TryParse(
                pattern.AsSpan(At, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int code)
            || code is < 0 or > 0x10FFFF)
        {
            throw Fault("an incomplete escape");
        }

        At += digits;
        return code;
    }

    private int TakeOctal(int value, int most)
    {
        for (int i = 0; i < most && IsOctal(Peek); i++)
        {
            value = (value * 8) + (Take() - '0');
        }

        return value <= 0xFF ? value : throw Fault("an octal escape above \\377");
    }
}
