using EvalHarness.Pipeline.Configuration;

namespace EvalHarness.Pipeline.Extensions;

/// <summary>The metrics that a configuration brings with it; each is made once, and ended with the run.</summary>
/// <param name="metrics">Their sections, by name.</param>
/// <param name="folder">Folder of the configuration file.</param>
/// <param name="fileName">The configuration file, for messages.</param>
internal sealed class CustomMetrics(
    IReadOnlyDictionary<string, CustomMetricConfiguration> metrics, string folder, string fileName) : IDisposable
{
    private readonly Dictionary<string, ICustomMetric> _made = new(StringComparer.Ordinal);

    /// <summary>The metric of a name such as <c>custom:polite</c>.</summary>
    /// <exception cref="InvalidInputException">It cannot be made.</exception>
    public IMetric Get(string metric)
    {
        string name = CustomMetricConfiguration.NameOf(metric)!;
        if (!_made.TryGetValue(name, out ICustomMetric? made))
        {
            _made[name] = made = Create(metrics[name], name, $"{fileName}: $.customMetrics.{name}");
        }

        return made;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (ICustomMetric metric in _made.Values)
        {
            metric.Dispose();
        }
    }

    private ICustomMetric Create(CustomMetricConfiguration metric, string name, string place)
    {
        MetricDefinition definition = metric.ToDefinition(name);
        if (metric.Assembly is { } assembly)
        {
            (IMetric found, string sha256) = MetricAssembly.Create(assembly, metric.Type, place + ".assembly");
            return new GuardedMetric(definition, found, sha256);
        }

        if (metric.Recorded is { } recorded)
        {
            return new RecordedMetric(definition, recorded);
        }

        return new ProcessMetric(
            definition, ProgramCommand.Find(metric.Command!, folder, place + ".command"),
            TimeSpan.FromSeconds(metric.TimeoutSeconds));
    }
}
