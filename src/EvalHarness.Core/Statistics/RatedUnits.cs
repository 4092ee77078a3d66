namespace EvalHarness.Statistics;

/// <summary>
/// Units with at least two ratings, by what they were rated: few kinds stand for many units, so that a resample is
/// counted in the kinds.
/// </summary>
/// <param name="Kinds">The ratings of each kind, as indices into the distinct values, ascending.</param>
/// <param name="KindOf">The kind of each unit, in the units' order.</param>
internal sealed record RatedUnits(IReadOnlyList<int[]> Kinds, int[] KindOf)
{
    /// <summary>Reads ratings.</summary>
    /// <param name="ratings">Per rater, one value per unit in the same order; <c>null</c> is a gap.</param>
    /// <param name="values">The distinct values, ascending.</param>
    public static RatedUnits From(IReadOnlyList<IReadOnlyList<double?>> ratings, double[] values)
    {
        int units = ratings.Count == 0 ? 0 : ratings[0].Count;
        List<int[]> kinds = [];
        Dictionary<string, int> known = new(StringComparer.Ordinal);
        List<int> kindOf = new(units);
        List<int> given = new(ratings.Count);
        for (int unit = 0; unit < units; unit++)
        {
            given.Clear();
            foreach (IReadOnlyList<double?> rater in ratings)
            {
                if (rater[unit] is { } value)
                {
                    given.Add(Array.BinarySearch(values, value));
                }
            }

            if (given.Count < 2)
            {
                continue;
            }

            given.Sort();
            string key = string.Join(' ', given);
            if (!known.TryGetValue(key, out int kind))
            {
                known[key] = kind = kinds.Count;
                kinds.Add([.. given]);
            }

            kindOf.Add(kind);
        }

        return new(kinds, [.. kindOf]);
    }

    /// <summary>Units of each kind.</summary>
    public int[] Counts()
    {
        int[] counts = new int[Kinds.Count];
        foreach (int kind in KindOf)
        {
            counts[kind]++;
        }

        return counts;
    }
}
