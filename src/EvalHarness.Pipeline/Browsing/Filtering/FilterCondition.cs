namespace EvalHarness.Pipeline.Browsing.Filtering;

/// <summary>A filter as SQL: every value that a user wrote is a parameter.</summary>
/// <param name="Sql">A condition over the row of an item, with parameters <c>$f0</c>, <c>$f1</c>, …</param>
/// <param name="Values">The parameters' values.</param>
internal sealed record FilterCondition(string Sql, IReadOnlyList<object> Values)
{
    /// <summary>Everything.</summary>
    public static FilterCondition Everything { get; } = new("1", []);

    /// <summary>It lets everything through.</summary>
    public bool IsEverything => Sql == Everything.Sql;
}
