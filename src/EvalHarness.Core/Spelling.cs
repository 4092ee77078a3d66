namespace EvalHarness;

/// <summary>Finds what the user probably meant.</summary>
public static class Spelling
{
    /// <summary>
    /// "Did you mean …?" with the nearest known name, or the list of all names when none is near; letter case counts
    /// little.
    /// </summary>
    /// <param name="name">What was found.</param>
    /// <param name="known">What is known; at least one name.</param>
    public static string Suggest(string name, IReadOnlyCollection<string> known)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(known);
        string nearest = known.MinBy(candidate => Distance(name, candidate)) ?? "";
        return known.Count > 0 && Distance(name, nearest) <= Math.Max(1, name.Length * 2 / 5)
            ? $"Did you mean \"{nearest}\"?"
            : $"Known are {string.Join(", ", known.Select(candidate => $"\"{candidate}\""))}.";
    }

    // Levenshtein's distance of the lower-case forms; long names are not worth the square of their length.
    private static int Distance(string first, string second)
    {
        const int longest = 200;
        if (first.Length > longest || second.Length > longest)
        {
            return first == second ? 0 : longest;
        }

        (string a, string b) = (first.ToUpperInvariant(), second.ToUpperInvariant());
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[b.Length];
    }
}
