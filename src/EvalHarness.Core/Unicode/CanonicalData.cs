using System.Globalization;

namespace EvalHarness.Unicode;

/// <summary>Canonical decompositions and combining classes, from the file canonical.txt.</summary>
internal static class CanonicalData
{
    private static readonly Dictionary<int, int[]> s_parts = [];
    private static readonly Dictionary<(int First, int Second), int> s_composites = [];
    private static readonly Dictionary<int, int> s_classes = [];

    static CanonicalData()
    {
        using StreamReader reader = new(
            typeof(CanonicalData).Assembly.GetManifestResourceStream("canonical.txt")!);
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('#'))
            {
                continue;
            }

            if (line.Split('=') is [var range, var order])
            {
                string[] ends = range.Split('-');
                for (int code = Code(ends[0]); code <= Code(ends[1]); code++)
                {
                    s_classes[code] = int.Parse(order, CultureInfo.InvariantCulture);
                }
            }
            else
            {
                AddDecomposition(line.Split(' '));
            }
        }
    }

    /// <summary>What a code point decomposes into; <c>null</c> for itself.</summary>
    public static int[]? FindParts(int code) => s_parts.GetValueOrDefault(code);

    /// <summary>What two code points compose into; <c>null</c> for nothing.</summary>
    public static int? FindComposite(int first, int second) =>
        s_composites.TryGetValue((first, second), out int composite) ? composite : null;

    /// <summary>Canonical combining class; 0 for what is no mark.</summary>
    public static int ClassOf(int code) => s_classes.GetValueOrDefault(code);

    private static void AddDecomposition(string[] fields)
    {
        bool composes = fields[^1] != "!";
        int[] codes = [.. (composes ? fields : fields[..^1]).Select(Code)];
        s_parts[codes[0]] = codes[1..];
        if (composes)
        {
            s_composites[(codes[1], codes[2])] = codes[0];
        }
    }

    private static int Code(string hexadecimal) =>
        int.Parse(hexadecimal, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
