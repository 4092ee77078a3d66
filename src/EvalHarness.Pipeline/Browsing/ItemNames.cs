namespace EvalHarness.Pipeline.Browsing;

/// <summary>The names that an index of items writes as numbers: a name's number is its place in the list.</summary>
internal sealed record ItemNames
{
    /// <summary>Tasks.</summary>
    public required IReadOnlyList<string> Tasks { get; init; }

    /// <summary>Candidates; every item is one's output beside the baseline's.</summary>
    public required IReadOnlyList<string> Models { get; init; }

    /// <summary>Metrics by number.</summary>
    public required IReadOnlyList<ItemMetric> Metrics { get; init; }

    /// <summary>Tags of samples.</summary>
    public required IReadOnlyList<string> Tags { get; init; }

    /// <summary>The number of a name in one of the lists; -1 when it is not there, and no item has that.</summary>
    public static int NumberOf(IReadOnlyList<string> names, string name)
    {
        for (int i = 0; i < names.Count; i++)
        {
            if (names[i] == name)
            {
                return i;
            }
        }

        return -1;
    }
}
