using EvalHarness.Fidelity;
using EvalHarness.Inference.Chat;
using EvalHarness.Judging;
using EvalHarness.Pipeline.Fidelity;
using EvalHarness.Pipeline.Models;
using EvalHarness.Pipeline.Models.Catalog;
using EvalHarness.Pipeline.Runs.Planning;
using EvalHarness.Pipeline.Storage;
using EvalHarness.Runs;

namespace EvalHarness.Pipeline.Runs.Fidelity;

/// <summary>
/// Lets every candidate read, beside the baseline, what the baseline wrote for some samples of each task; what it finds
/// is kept as scores of the outputs.
/// </summary>
/// <param name="plan">The run's plan.</param>
/// <param name="journal">Holds the outputs, and takes the scores.</param>
/// <param name="providers">Make the models.</param>
/// <param name="progress">Told of every output.</param>
/// <param name="memory">What the baseline was found to say; <c>null</c> to remember nothing.</param>
internal sealed class OutputFidelityStage(
    RunPlan plan,
    RunJournal journal,
    ModelProviders providers,
    IProgress<RunProgress> progress,
    LogitMemory? memory = null)
{
    private readonly double _share = plan.Configuration.Values.Fidelity?.Outputs ?? 0;
    private readonly long _seed = plan.Configuration.Values.Generation.Seed;

    private PlannedModel Baseline => plan.Models[0];

    /// <summary>Reads what a candidate has not read yet; does nothing where nothing was asked for.</summary>
    public async Task MeasureAsync(PlannedModel candidate, CancellationToken cancellationToken)
    {
        List<(PlannedTask Task, Steps Steps)> unread = [];
        foreach (PlannedTask task in plan.Tasks.Where(task => task.Generates && _share > 0))
        {
            Steps steps = await CountAsync(candidate, task, cancellationToken);
            if (steps.Remain)
            {
                unread.Add((task, steps));
            }
        }

        if (unread.Count == 0)
        {
            return;
        }

        string? obstacle = RunFidelity.FindObstacle(Baseline) ?? RunFidelity.FindObstacle(candidate);
        using LoadedModel? before = obstacle is null ? await LoadAsync(Baseline, cancellationToken) : null;
        using LoadedModel? after = obstacle is null ? await LoadAsync(candidate, cancellationToken) : null;
        OutputReader reader = obstacle is null
            ? OutputReader.From(before!, after!, memory)
            : OutputReader.Unable(obstacle);
        foreach ((PlannedTask task, Steps steps) in unread)
        {
            await ReadAsync(candidate, task, reader, steps, cancellationToken);
        }
    }

    // The order is another than that in which judges draw, so that the two shares are independent.
    private bool IsDrawn(string sampleId) => JudgingSample.PlaceOf("fidelity\n" + sampleId, _seed) < _share;

    private Task<LoadedModel> LoadAsync(PlannedModel model, CancellationToken cancellationToken) =>
        providers.LoadAsync(model.Source, model.Identity, cancellationToken);

    private static int PlaceOf(OutputRow row) => row.Ordinal;

    // An output of the baseline that was asked for again has lost its scores, so what was read of it does not count.
    private static bool IsRead(OutputRow? written, OutputRow row) =>
        OutputFidelity.IsIn(row.Scores) && (written is null || OutputFidelity.IsIn(written.Scores));

    // One candidate that can read is enough for the baseline's own scores.
    private static bool IsScored(OutputRow row) =>
        row.Scores.Any(score => score.Metric == OutputFidelity.DivergenceMetric && score.Value is not null);

    private async Task<Steps> CountAsync(
        PlannedModel candidate, PlannedTask task, CancellationToken cancellationToken)
    {
        await using RowCursor<OutputRow> before = await RowCursor<OutputRow>.OpenAsync(
            journal.ReadOutputsAsync(Baseline, task, cancellationToken));
        (int drawn, int missing) = (0, 0);
        await foreach (OutputRow row in journal.ReadOutputsAsync(candidate, task, cancellationToken))
        {
            if (IsDrawn(row.Output.SampleId))
            {
                drawn++;
                missing += IsRead(await before.FindAsync(PlaceOf, row.Ordinal), row) ? 0 : 1;
            }
        }

        return new Steps(drawn, missing);
    }

    private async Task ReadAsync(
        PlannedModel candidate, PlannedTask task, OutputReader reader, Steps steps, CancellationToken cancellationToken)
    {
        await using RowCursor<OutputRow> before = await RowCursor<OutputRow>.OpenAsync(
            journal.ReadOutputsAsync(Baseline, task, cancellationToken));
        await using RowCursor<OutputRow> after = await RowCursor<OutputRow>.OpenAsync(
            journal.ReadOutputsAsync(candidate, task, cancellationToken));
        PromptFormat? format = Baseline.Identity.Prompts?.For(task.Configuration);
        Task kept = Task.CompletedTask;
        await foreach (SampleRow sample in journal.ReadSamplesAsync(task, cancellationToken))
        {
            if (!IsDrawn(sample.Sample.Id) || await after.FindAsync(PlaceOf, sample.Ordinal) is not { } row)
            {
                continue;
            }

            OutputRow? written = await before.FindAsync(PlaceOf, sample.Ordinal);
            if (IsRead(written, row))
            {
                continue;
            }

            (IReadOnlyList<Score> baseline, IReadOnlyList<Score> found) = await reader.ReadAsync(
                task.Write(sample.Sample, format), sample.Sample.Id, written?.Output, cancellationToken);
            await kept;
            kept = Task.WhenAll(
                written is null || IsScored(written) ? Task.CompletedTask : journal.SaveAsync(written.With(baseline)),
                journal.SaveAsync(row.With(found)));
            progress.Report(new RunProgress(
                journal.Run.Id, candidate.Name, $"{task.Name} fidelity", steps.Next(), steps.Total, Errors: 0));
        }

        await kept;
    }

    private sealed class Steps(int drawn, int missing)
    {
        private int _done = drawn - missing;

        public int Total => drawn;

        public bool Remain => _done < drawn;

        public int Next() => ++_done;
    }
}
