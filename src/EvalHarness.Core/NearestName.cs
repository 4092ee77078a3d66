namespace EvalHarness;

/// <summary>Finds what somebody meant by a name that does not exist.</summary>
public static class NearestName
{
    /// <summary>The known name nearest to a mistyped one; <c>null</c> when none is near enough to be meant.</summary>
    /// <remarks>
    /// Edit distance, ignoring case and counting swapped neighbours once, of at most a third of the name's length (at
    /// least 1).
    /// </remarks>
    /// <param name="name">What was written.</param>
    /// <param name="known">What exists; the first of equally near names wins.</param>
    public static string? Find(string name, IEnumerable<string> known)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(known);
        if (name.Length is 0 or > 100)
        {
            return null;
        }

        string? nearest = null;
        int shortest = Math.Max(1, name.Length / 3) + 1;
        foreach (string candidate in known.Where(candidate => Math.Abs(candidate.Length - name.Length) < shortest))
        {
            int distance = Distance(name.ToUpperInvariant(), candidate.ToUpperInvariant());
            if (distance < shortest)
            {
                (nearest, shortest) = (candidate, distance);
            }
        }

        return nearest;
    }

    /// <summary>A question that offers the nearest name; <c>null</c> when none is near enough.</summary>
    /// <param name="name">What was written.</param>
    /// <param name="known">What exists.</param>
    public static string? Ask(string name, IEnumerable<string> known) =>
        Find(name, known) is { } nearest ? $"Did you mean \"{nearest}\"?" : null;

    /// <summary>The question, or else a list of all names; <c>null</c> when there are none.</summary>
    /// <param name="name">What was written.</param>
    /// <param name="known">What exists.</param>
    public static string? Suggest(string name, IReadOnlyCollection<string> known)
    {
        ArgumentNullException.ThrowIfNull(known);
        return Ask(name, known) ?? (known.Count > 0 ? $"Known: {string.Join(", ", known)}." : null);
    }

    // Optimal string alignment: insertions, deletions, replacements and swaps of neighbours cost 1 each.
    private static int Distance(string a, string b)
    {
        int[,] cost = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++)
        {
            for (int j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    cost[i, j] = i + j;
                    continue;
                }

                int replaced = cost[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                cost[i, j] = Math.Min(replaced, Math.Min(cost[i - 1, j], cost[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    cost[i, j] = Math.Min(cost[i, j], cost[i - 2, j - 2] + 1);
                }
            }
        }

        return cost[a.Length, b.Length];
    }
}
