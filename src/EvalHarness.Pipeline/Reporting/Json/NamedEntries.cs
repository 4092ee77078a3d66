namespace EvalHarness.Pipeline.Reporting.Json;

/// <summary>Lists that JSON shows as objects, each entry under its name.</summary>
internal static class NamedEntries
{
    /// <summary>The entries in the list's order.</summary>
    public static OrderedDictionary<string, TEntry> Named<T, TEntry>(
        this IEnumerable<T> items, Func<T, string> name, Func<T, TEntry> entry)
    {
        OrderedDictionary<string, TEntry> named = new(StringComparer.Ordinal);
        foreach (T item in items)
        {
            named[name(item)] = entry(item);
        }

        return named;
    }
}
