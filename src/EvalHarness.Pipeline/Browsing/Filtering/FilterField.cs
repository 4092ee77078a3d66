namespace EvalHarness.Pipeline.Browsing.Filtering;

/// <summary>Something that filters can ask of an item.</summary>
/// <param name="Name">How a filter calls it.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Sql">Its SQL expression over the row of an item, from the harness alone.</param>
/// <param name="Meaning">What it is, for a reader.</param>
internal sealed record FilterField(string Name, FilterFieldKind Kind, string Sql, string Meaning)
{
    /// <summary>Numbers that stand for its values, by name; <c>null</c> where values stand for themselves.</summary>
    public IReadOnlyDictionary<string, int>? Numbers { get; init; }
}
