using EvalHarness.Fidelity;
using EvalHarness.Pipeline.Analysis;
using EvalHarness.Pipeline.Configuration;
using EvalHarness.Pipeline.Tasks.Scoring;

namespace EvalHarness.Pipeline.Browsing;

/// <summary>The metrics of a run's tasks and judges.</summary>
internal static class ItemMetrics
{
    /// <summary>Every metric once, in the order of the configuration: tasks', token fidelity's, judges'.</summary>
    public static IReadOnlyList<ItemMetric> Of(EvalConfiguration configuration, IReadOnlyList<StoredJudge> judges)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return
        [
            .. configuration.Tasks.Values.SelectMany(task => Of(configuration, task))
                .Concat(configuration.Fidelity is { Outputs: > 0 } ? OutputFidelity.Metrics : [])
                .Concat(judges.Select(judge => judge.Metric))
                .DistinctBy(metric => metric.Name, StringComparer.Ordinal)
                .Select((metric, at) => new ItemMetric(at, metric.Name, metric.HigherIsBetter)),
        ];
    }

    /// <summary>A task's own metrics.</summary>
    public static IEnumerable<MetricDefinition> Of(EvalConfiguration configuration, TaskConfiguration task) =>
        TaskMetricDefinitions.Of(configuration, task);
}
