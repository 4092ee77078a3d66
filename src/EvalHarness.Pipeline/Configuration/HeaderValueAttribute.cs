namespace EvalHarness.Pipeline.Configuration;

/// <summary>Marks texts that are sent in HTTP headers, which cannot carry every character.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class HeaderValueAttribute : Attribute
{
    /// <summary>What is wrong with a value; <c>null</c> when a header can carry it. It is not repeated.</summary>
    public static string? FindMistake(string value)
    {
        int at = value.AsSpan().IndexOfAnyExceptInRange('\u0020', '\u007E');
        return at >= 0
            ? FormattableString.Invariant(
                $"{Name(value[at])} (U+{(int)value[at]:X4}) as character {at + 1} of {value.Length}")
            : value.Length > 0 && (value[0] == ' ' || value[^1] == ' ') ? "a space at its start or end" : null;
    }

    private static string Name(char c) => c switch
    {
        '\n' or '\r' => "a line end",
        '\0' => "a NUL character",
        _ when char.IsControl(c) => "a control character",
        _ => "a character beyond ASCII",
    };
}
