using System.Globalization;

namespace EvalHarness.Unicode;

/// <summary>Letters whose capital form is several characters, from the Unicode Character Database.</summary>
internal static class SpecialCasing
{
    /// <summary>The capital form of each such letter.</summary>
    public static IReadOnlyDictionary<char, string> Upper { get; } = Read();

    private static Dictionary<char, string> Read()
    {
        using Stream stream = typeof(SpecialCasing).Assembly.GetManifestResourceStream("upper.txt")!;
        using StreamReader lines = new(stream);
        Dictionary<char, string> upper = [];
        while (lines.ReadLine() is { } line)
        {
            if (!line.StartsWith('#'))
            {
                string[] codes = line.Split(' ');
                upper[Parse(codes[0])] = string.Concat(codes.Skip(1).Select(Parse));
            }
        }

        return upper;
    }

    private static char Parse(string code) =>
        (char)int.Parse(code, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
