using System.Text.Json;
using EvalHarness.Runs;

namespace EvalHarness.Pipeline.Runs.Planning;

/// <summary>
/// Datasets that an interrupted run had not read to their ends: it has no hash of them, and is continued if they begin
/// with the samples that it has.
/// </summary>
internal static class UnreadDatasets
{
    /// <summary>The run's manifest, with what is known of the datasets now.</summary>
    /// <param name="store">Has the run's samples.</param>
    /// <param name="run">The run.</param>
    /// <param name="plan">What is to be continued; its datasets were checked.</param>
    /// <param name="cancellationToken">Cancels between samples.</param>
    /// <exception cref="InvalidInputException">A dataset has other samples now.</exception>
    public static async Task<RunManifest> ReadAsync(
        IRunStore store, RunRecord run, RunPlan plan, CancellationToken cancellationToken)
    {
        RunManifest manifest = run.Manifest;
        PlannedTask[] unread = [.. plan.Tasks
            .Where(task => manifest.Datasets.GetValueOrDefault(task.Name) == RunManifest.UnreadDataset)];
        foreach (PlannedTask task in unread)
        {
            await RequireSameAsync(store, run.Id, task, cancellationToken);
        }

        return unread.Length == 0 ? manifest : manifest with
        {
            Datasets = plan.Manifest.Datasets,
            Samples = plan.Manifest.Samples,
            SkippedRows = plan.Manifest.SkippedRows,
        };
    }

    private static async Task RequireSameAsync(
        IRunStore store, string run, PlannedTask task, CancellationToken cancellationToken)
    {
        await using IAsyncEnumerator<Sample> samples =
            task.ReadAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        await foreach (SampleRow row in store.ReadSamplesAsync(run, task.Name, cancellationToken))
        {
            if (!await samples.MoveNextAsync() || !Write(samples.Current).SequenceEqual(Write(row.Sample)))
            {
                throw new InvalidInputException(
                    $"run {run}: dataset of {task.Name}", $"another sample than \"{row.Sample.Id}\" now",
                    "the samples that the run has stored",
                    "Restore it to resume this run, or start a new run without --run.");
            }
        }
    }

    private static byte[] Write(Sample sample) =>
        JsonSerializer.SerializeToUtf8Bytes(sample, RunJsonContext.Default.Sample);
}
