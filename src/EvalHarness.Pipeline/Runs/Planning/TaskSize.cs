using EvalHarness.Pipeline.Configuration;
using EvalHarness.Pipeline.Datasets;

namespace EvalHarness.Pipeline.Runs.Planning;

/// <summary>How much a task asks.</summary>
/// <param name="Samples">Samples that are asked, after the limit, each repeat being one.</param>
/// <param name="Units">
/// Independent units among them: the groups' effective number, (Σw)²/Σw² over their sizes w, or the samples without
/// groups and repeats.
/// </param>
internal sealed record TaskSize(int Samples, double Units)
{
    /// <summary>The size of a task over a dataset.</summary>
    public static TaskSize From(DatasetSummary dataset, TaskConfiguration task)
    {
        int samples = Math.Min(task.Limit ?? int.MaxValue, dataset.Samples);
        return new(samples * (task.Repeats ?? 1), dataset.Units * samples / dataset.Samples);
    }
}
