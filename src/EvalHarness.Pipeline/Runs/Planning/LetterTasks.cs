using EvalHarness.Pipeline.Tasks;
using EvalHarness.Pipeline.Tasks.Scoring;

namespace EvalHarness.Pipeline.Runs.Planning;

/// <summary>
/// Asks multiple choice by letter where a model of the comparison gives no log-likelihoods: all models are measured by
/// one instrument, and the report names it.
/// </summary>
internal static class LetterTasks
{
    /// <summary>The tasks as the models can be asked.</summary>
    /// <param name="tasks">The tasks.</param>
    /// <param name="models">Baseline and candidates.</param>
    /// <param name="notice">Told each changed task and its instrument, as a sentence.</param>
    /// <param name="cancellationToken">Cancels the reading of a task's first document.</param>
    public static async Task<List<PlannedTask>> AdaptAsync(
        IEnumerable<PlannedTask> tasks, IReadOnlyList<PlannedModel> models, Action<string, string> notice,
        CancellationToken cancellationToken)
    {
        List<PlannedTask> adapted = [];
        PlannedModel? without = models.FirstOrDefault(model => !model.Identity.GivesLogLikelihoods);
        foreach (PlannedTask task in tasks)
        {
            if (without is null || task.Asks != TaskOutputType.MultipleChoice
                || !task.Metrics.Any(metric => metric.Definition.Name == "acc")
                || await task.ReadAsync(cancellationToken).FirstOrDefaultAsync(cancellationToken) is not { } first
                || !LetterSamples.CanAsk(first))
            {
                adapted.Add(task);
                continue;
            }

            string instrument = $"The models answer the letter of a choice, because {without.Name} gives no "
                + "log-likelihoods. Of the task file's metrics, only acc is measured.";
            notice(task.Name, instrument);
            adapted.Add(task with
            {
                Asks = TaskOutputType.GenerateUntil,
                Instrument = instrument,
                Dataset = new LetterSamples(task.Dataset),
                Metrics = [.. task.Metrics.Select(ByLetter)],
            });
        }

        return adapted;
    }

    private static IMetric ByLetter(IMetric metric)
    {
        LetterTaskMetric letter = new(metric.Definition.Name);
        return metric is GroupTaskMetric group ? group.With(letter) : letter;
    }
}
