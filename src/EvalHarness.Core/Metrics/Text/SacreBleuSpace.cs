using System.Text;

namespace EvalHarness.Metrics.Text;

/// <summary>
/// What sacreBLEU takes for white space: Python's <c>str.split()</c> has all characters of .NET's and, beyond them, the
/// four separators of files, groups, records and units, U+001C to U+001F.
/// </summary>
internal static class SacreBleuSpace
{
    /// <summary>All of them.</summary>
    public static char[] Characters { get; } = [.. Enumerable.Range(0, char.MaxValue + 1)
        .Select(code => (char)code)
        .Where(character => IsSpace(character))];

    /// <summary>Whether a character is one.</summary>
    public static bool IsSpace(Rune character) =>
        Rune.IsWhiteSpace(character) || character.Value is >= 0x1C and <= 0x1F;

    private static bool IsSpace(char character) =>
        char.IsWhiteSpace(character) || character is >= '\u001C' and <= '\u001F';
}
