using System.Runtime.CompilerServices;
using EvalHarness.Metrics.Retrieval;
using EvalHarness.Pipeline.Runs.Planning;
using EvalHarness.Pipeline.Storage;
using EvalHarness.Runs;

namespace EvalHarness.Pipeline.Runs.Fidelity;

/// <summary>
/// Compares every model's rankings with the baseline's, once both are there; what it finds is kept as scores of the
/// outputs. Nothing is asked, so what is kept already is simply found again.
/// </summary>
/// <param name="plan">The run's plan.</param>
/// <param name="journal">Holds the outputs, and takes the scores.</param>
internal sealed class RankingOverlapStage(RunPlan plan, RunJournal journal)
{
    // Saved together, so that the store need not commit row by row.
    private const int Together = 64;

    /// <summary>Compares all rankings; does nothing where no task has such a metric.</summary>
    public async Task MeasureAsync(CancellationToken cancellationToken)
    {
        foreach (PlannedTask task in plan.Tasks)
        {
            RankingOverlap[] overlaps =
                [.. task.Configuration.Metrics.Select(RankingOverlap.Parse).OfType<RankingOverlap>()];
            foreach (PlannedModel model in overlaps.Length == 0 ? [] : plan.Models)
            {
                await foreach (OutputRow[] rows in ScoreAsync(task, model, overlaps, cancellationToken)
                    .Chunk(Together).WithCancellation(cancellationToken))
                {
                    await Task.WhenAll(rows.Select(journal.SaveAsync));
                }
            }
        }
    }

    private async IAsyncEnumerable<OutputRow> ScoreAsync(
        PlannedTask task, PlannedModel model, RankingOverlap[] overlaps,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using RowCursor<OutputRow> baseline = await RowCursor<OutputRow>.OpenAsync(
            journal.ReadOutputsAsync(plan.Models[0], task, cancellationToken));
        await using RowCursor<OutputRow> outputs = await RowCursor<OutputRow>.OpenAsync(
            journal.ReadOutputsAsync(model, task, cancellationToken));
        await foreach (SampleRow sample in journal.ReadSamplesAsync(task, cancellationToken))
        {
            OutputRow? before = await baseline.FindAsync(PlaceOf, sample.Ordinal);
            if (await outputs.FindAsync(PlaceOf, sample.Ordinal) is { } row)
            {
                Score[] scores =
                    [.. overlaps.Select(overlap => overlap.Score(sample.Sample, before?.Output, row.Output))];
                if (scores.Except(row.Scores).Any())
                {
                    yield return row.With(scores);
                }
            }
        }
    }

    private static int PlaceOf(OutputRow row) => row.Ordinal;
}
