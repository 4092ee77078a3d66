using EvalHarness.Pipeline.Tasks.Scoring;

namespace EvalHarness.Pipeline.Runs.Planning;

/// <summary>
/// A metric over a group's tasks, each of which scores it by its own options. Where tasks weigh alike, a score weighs
/// as the mean number of documents of a task over the number of its own task, so that the mean over all is the mean of
/// the tasks' means.
/// </summary>
/// <param name="parts">The metric of each task, and the weight of its scores.</param>
internal sealed class GroupTaskMetric(IReadOnlyDictionary<string, (IMetric Metric, double Weight)> parts) : IMetric
{
    /// <inheritdoc/>
    public MetricDefinition Definition { get; } = parts.Values.First().Metric.Definition;

    /// <summary>The metrics of the given names, which all tasks of the group have.</summary>
    /// <param name="members">The tasks.</param>
    /// <param name="weighsBySize">Documents weigh alike, rather than tasks.</param>
    /// <param name="names">The names.</param>
    /// <param name="place">Where they are asked for, for the error.</param>
    /// <exception cref="InvalidInputException">A task lacks a metric, or an option of it is wrong.</exception>
    public static IReadOnlyList<IMetric> Create(
        IReadOnlyList<GroupMember> members, bool weighsBySize, IReadOnlyList<string> names, string place)
    {
        double mean = members.Average(member => member.Asked);
        var metrics = members.Select(member => (
            member.Task.Name, Metrics: TaskMetrics.Create(member.Task, names, place),
            Weight: weighsBySize || member.Asked == 0 ? 1 : mean / member.Asked)).ToArray();
        return
        [
            .. names.Select((_, at) => new GroupTaskMetric(metrics.ToDictionary(
                entry => entry.Name, entry => (entry.Metrics[at], entry.Weight), StringComparer.Ordinal))),
        ];
    }

    /// <summary>The same weights with another metric for every task.</summary>
    public GroupTaskMetric With(IMetric metric) =>
        new(parts.ToDictionary(part => part.Key, part => (metric, part.Value.Weight), StringComparer.Ordinal));

    /// <inheritdoc/>
    public Score Score(Sample sample, ModelOutput output)
    {
        (IMetric metric, double weight) = parts[GroupSamples.TaskOf(sample.Id)];
        Score score = metric.Score(sample, output);
        return score with { Weight = score.Weight * weight };
    }
}
