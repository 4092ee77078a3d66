using System.Text;
using EvalHarness.Pipeline.Files;

namespace EvalHarness.Pipeline.Labels;

/// <summary>Finds out what stands between the fields of a delimited file.</summary>
internal static class LabelSeparator
{
    private const int Beginning = 1 << 16;

    private static readonly char[] s_separators = [',', ';', '\t', '|'];

    /// <summary>
    /// The separator that the line of names has most of, outside of quotes; a comma when it has none.
    /// </summary>
    /// <exception cref="InvalidInputException">The file cannot be read.</exception>
    public static char Find(string path)
    {
        using FileStream file = InputFile.Open(path);
        byte[] bytes = new byte[Beginning];
        int length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        Dictionary<char, int> counts = s_separators.ToDictionary(one => one, _ => 0);
        bool isQuoted = false;
        foreach (char one in Encoding.Latin1.GetString(bytes, 0, length))
        {
            if (one == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (!isQuoted && (one is '\n' or '\r'))
            {
                break;
            }
            else if (!isQuoted && counts.TryGetValue(one, out int count))
            {
                counts[one] = count + 1;
            }
        }

        return s_separators.MaxBy(one => counts[one]);
    }
}
