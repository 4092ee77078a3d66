namespace EvalHarness.Pipeline.Reporting.Tables;

/// <summary>What stands above the rows of a group.</summary>
/// <param name="Kind">Whether it names a metric, or a model, task or judge.</param>
/// <param name="Name">The name, untrusted.</param>
/// <param name="Words">What follows it, our own words; may be empty.</param>
internal sealed record GroupHeading(CellKind Kind, string Name, string Words)
{
    /// <summary>Of a metric.</summary>
    public static GroupHeading ForMetric(string name, string words = "") => new(CellKind.Metric, name, words);

    /// <summary>Of a model, task or judge.</summary>
    public static GroupHeading ForName(string name) => new(CellKind.Name, name, "");
}
