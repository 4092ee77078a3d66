namespace EvalHarness.Pipeline.Extensions;

/// <summary>Metrics of an assembly: its public types that implement <see cref="IMetric"/>.</summary>
internal static class MetricAssembly
{
    private static readonly ExtensionKind s_kind = new("metric", typeof(IMetric));

    /// <summary>Makes the metric of an assembly.</summary>
    /// <param name="path">Absolute path of the assembly.</param>
    /// <param name="type">Name of the type, with or without its namespace; <c>null</c> where there is only one.</param>
    /// <param name="place">Where it is named, for messages.</param>
    /// <returns>The metric, and SHA-256 of the assembly.</returns>
    /// <exception cref="InvalidInputException">There is no such metric, or it cannot be made.</exception>
    public static (IMetric Metric, string Sha256) Create(string path, string? type, string place)
    {
        ExtensionType found = ExtensionType.Find(s_kind, path, type, place);
        return (found.Make<IMetric>(static text => text), found.Sha256);
    }
}
