using System.Text.RegularExpressions;

namespace EvalHarness.Patterns;

/// <summary>The flags of Python's <c>re</c> that hold at a place of a pattern.</summary>
/// <param name="IsAscii"><c>a</c>: the sets of letters, digits and white space are ASCII's.</param>
/// <param name="IgnoresCase"><c>i</c>.</param>
/// <param name="IsMultiline"><c>m</c>.</param>
/// <param name="IsDotAll"><c>s</c>.</param>
/// <param name="IsVerbose"><c>x</c>: white space and comments between parts mean nothing.</param>
internal readonly record struct PatternFlags(
    bool IsAscii = false,
    bool IgnoresCase = false,
    bool IsMultiline = false,
    bool IsDotAll = false,
    bool IsVerbose = false)
{
    /// <summary>Those that .NET matches by.</summary>
    public RegexOptions Options => RegexOptions.CultureInvariant
        | (IgnoresCase ? RegexOptions.IgnoreCase : 0)
        | (IsMultiline ? RegexOptions.Multiline : 0)
        | (IsDotAll ? RegexOptions.Singleline : 0);

    /// <summary>The same with one flag set or not; <c>null</c> where there is no flag of that letter.</summary>
    public PatternFlags? With(char letter, bool isSet) => letter switch
    {
        'a' => this with { IsAscii = isSet },
        'u' => this with { IsAscii = !isSet },
        'i' => this with { IgnoresCase = isSet },
        'm' => this with { IsMultiline = isSet },
        's' => this with { IsDotAll = isSet },
        'x' => this with { IsVerbose = isSet },
        _ => null,
    };

    /// <summary>Takes the flags at the start of a pattern, <c>(?is)</c>.</summary>
    public PatternFlags TakeGlobal(PatternReader reader)
    {
        PatternFlags flags = this;
        while (reader.TryTake("(?"))
        {
            int start = reader.At;
            PatternFlags? changed = flags;
            while (changed is not null && char.IsAsciiLetter(reader.Peek))
            {
                changed = changed.Value.With(reader.Take(), isSet: true);
            }

            if (changed is null || reader.At == start || !reader.TryTake(")"))
            {
                reader.At = start - 2;
                break;
            }

            flags = changed.Value;
        }

        return flags;
    }

    /// <summary>Takes the flags of a group, <c>(?i-s:</c>, whose opening was taken.</summary>
    /// <exception cref="PatternFault">They are none.</exception>
    public PatternFlags TakeScoped(PatternReader reader)
    {
        PatternFlags flags = this;
        bool isSet = true;
        while (!reader.TryTake(":"))
        {
            char letter = reader.Take();
            if (letter == '-' && isSet)
            {
                isSet = false;
            }
            else if (letter == ')')
            {
                throw reader.Fault("flags that are not at the start of the pattern");
            }
            else
            {
                flags = flags.With(letter, isSet) ?? throw reader.Fault($"an unknown extension ?{letter}");
            }
        }

        return flags;
    }

    /// <summary>Opening of a .NET group in which exactly these hold.</summary>
    public string GroupStart
    {
        get
        {
            string on = (IgnoresCase ? "i" : "") + (IsMultiline ? "m" : "") + (IsDotAll ? "s" : "");
            string off = (IgnoresCase ? "" : "i") + (IsMultiline ? "" : "m") + (IsDotAll ? "" : "s");
            return $"(?{on}{(off.Length > 0 ? "-" : "")}{off}:";
        }
    }
}
