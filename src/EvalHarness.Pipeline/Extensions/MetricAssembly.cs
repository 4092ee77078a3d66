namespace EvalHarness.Pipeline.Extensions;

/// <summary>Metrics of an assembly: its public types that implement <see cref="IMetric"/>.</summary>
internal static class MetricAssembly
{
    private const string Expected =
        "an assembly with a public type that implements EvalHarness.IMetric and has a constructor without parameters";

    /// <summary>Makes the metric of an assembly.</summary>
    /// <param name="path">Absolute path of the assembly.</param>
    /// <param name="type">Name of the type, with or without its namespace; <c>null</c> where there is only one.</param>
    /// <param name="place">Where it is named, for messages.</param>
    /// <returns>The metric, and SHA-256 of the assembly.</returns>
    /// <exception cref="InvalidInputException">There is no such metric, or it cannot be made.</exception>
    public static (IMetric Metric, string Sha256) Create(string path, string? type, string place)
    {
        ExtensionAssembly assembly = ExtensionAssembly.Load(path, place, Expected);
        Type[] metrics = [.. assembly.Types.Where(IsMetric)];
        Type[] named = type is null ? metrics
            : [.. metrics.Where(found => found.Name == type || found.FullName == type)];
        if (named.Length != 1)
        {
            string there = string.Join(", ", metrics.Select(found => found.Name).Order(StringComparer.Ordinal));
            throw new InvalidInputException(
                place,
                metrics.Length == 0 ? $"{assembly.File}, which has no metric"
                    : type is null ? $"{assembly.File}, which has {there}"
                    : $"{assembly.File}, which has no metric \"{type}\"",
                Expected,
                metrics.Length == 0
                    ? "Add a public class with a constructor without parameters that implements IMetric."
                    : $"Name one by \"type\": {there}.");
        }

        try
        {
            return ((IMetric)Activator.CreateInstance(named[0])!, assembly.Sha256);
        }
        catch (Exception failure)
        {
            Exception cause = failure.InnerException ?? failure;
            throw new InvalidInputException(
                place, $"{named[0].Name}, whose constructor failed: {cause.Message}", "a metric that can be made",
                "Mend the constructor of the type.");
        }
    }

    private static bool IsMetric(Type type) =>
        typeof(IMetric).IsAssignableFrom(type) && type is { IsAbstract: false, IsGenericTypeDefinition: false }
        && type.GetConstructor(Type.EmptyTypes) is not null;
}
