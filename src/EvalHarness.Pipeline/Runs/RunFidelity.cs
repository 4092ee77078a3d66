using EvalHarness.Fidelity;
using EvalHarness.Pipeline.Configuration;
using EvalHarness.Pipeline.Fidelity;
using EvalHarness.Pipeline.Models;

namespace EvalHarness.Pipeline.Runs;

/// <summary>Compares every candidate of a run with the baseline, token by token; kept like everything else.</summary>
/// <param name="plan">The run's plan.</param>
/// <param name="journal">Knows which candidates are compared, and keeps what is found.</param>
/// <param name="providers">Make the models.</param>
/// <param name="progress">Told of every chunk and output.</param>
internal sealed class RunFidelity(
    RunPlan plan, RunJournal journal, ModelProviders providers, IProgress<RunProgress> progress)
{
    private const string TaskName = "fidelity";

    /// <summary>Compares the candidates that are not compared yet; does nothing where nothing was asked for.</summary>
    public async Task MeasureAsync(CancellationToken cancellationToken)
    {
        if (plan.Configuration.Values.Fidelity is not { } wanted)
        {
            return;
        }

        OutputFidelityStage outputs = new(plan, journal, providers, progress);
        foreach (PlannedModel candidate in plan.Models.Skip(1))
        {
            if (wanted.Text is { } text && !await journal.HasFidelityAsync(candidate, cancellationToken))
            {
                await journal.SaveFidelityAsync(
                    candidate, await MeasureAsync(plan.Models[0], candidate, text, wanted, cancellationToken));
            }

            await outputs.MeasureAsync(candidate, cancellationToken);
        }
    }

    /// <summary>Makes sure that the text can be read, before any model is asked.</summary>
    /// <returns>SHA-256 of its bytes.</returns>
    /// <exception cref="InvalidInputException">It is absent, or not UTF-8.</exception>
    public static Task<string> CheckTextAsync(string text, CancellationToken cancellationToken)
    {
        TextChunks.ReadText(text);
        return FileHash.Sha256Async(text, cancellationToken);
    }

    private async Task<ModelFidelity> MeasureAsync(
        PlannedModel baseline,
        PlannedModel candidate,
        string text,
        FidelityConfiguration wanted,
        CancellationToken cancellationToken)
    {
        if ((FindObstacle(baseline) ?? FindObstacle(candidate)) is { } obstacle)
        {
            return new ModelFidelity { Reason = obstacle };
        }

        try
        {
            DivergenceResult result = await DivergenceMeasurement.MeasureAsync(
                new DivergenceRequest
                {
                    BasePath = baseline.Identity.WeightsPath!,
                    CandidatePath = candidate.Identity.WeightsPath!,
                    TextPath = text,
                    Context = wanted.Context,
                    ChunkLimit = wanted.MaxTokens is { } most ? Math.Max(1, most / wanted.Context) : null,
                    BaseOptions = GgufRunOptions.Of(baseline.Source.Configuration),
                    CandidateOptions = GgufRunOptions.Of(candidate.Source.Configuration),
                },
                new ChunkProgress(journal.Run.Id, candidate.Name, progress),
                cancellationToken);
            return ModelFidelity.Of(result.Summary, result.Context, result.Greedy);
        }
        catch (InvalidInputException mistake)
        {
            // Other vocabularies or too small a context: the scores of the tasks are still worth reporting.
            InputMistake first = mistake.Mistakes[0];
            return new ModelFidelity { Reason = $"{first.Found} where {first.Expected} was expected" };
        }
    }

    private static string? FindObstacle(PlannedModel model) =>
        model.Source.Configuration.Provider != "gguf" || model.Identity.WeightsPath is null
            ? $"{model.Name} is not a local GGUF model, so its distributions are not known"
            : null;

    private sealed class ChunkProgress(string runId, string model, IProgress<RunProgress> progress)
        : IProgress<DivergenceProgress>
    {
        public void Report(DivergenceProgress value) =>
            progress.Report(new RunProgress(runId, model, TaskName, value.ChunksDone, value.Chunks, Errors: 0));
    }
}
