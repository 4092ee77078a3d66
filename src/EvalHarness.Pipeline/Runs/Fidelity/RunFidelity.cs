using EvalHarness.Fidelity;
using EvalHarness.Pipeline.Configuration;
using EvalHarness.Pipeline.Fidelity;
using EvalHarness.Pipeline.Models;
using EvalHarness.Pipeline.Models.Catalog;
using EvalHarness.Pipeline.Models.Endpoints;
using EvalHarness.Pipeline.Models.Gguf;
using EvalHarness.Pipeline.Runs.Planning;
using Microsoft.Extensions.AI;

namespace EvalHarness.Pipeline.Runs.Fidelity;

/// <summary>
/// Compares every candidate of a run with the baseline, ranking by ranking and token by token; kept like everything
/// else.
/// </summary>
/// <param name="plan">The run's plan.</param>
/// <param name="journal">Knows which candidates are compared, and keeps what is found.</param>
/// <param name="providers">Make the models.</param>
/// <param name="progress">Told of every chunk and output.</param>
internal sealed class RunFidelity(
    RunPlan plan, RunJournal journal, ModelProviders providers, IProgress<RunProgress> progress)
{
    private const string TaskName = "fidelity";
    private const long RememberedBytes = 128L << 20;

    /// <summary>Compares the candidates that are not compared yet; does nothing where nothing was asked for.</summary>
    public async Task MeasureAsync(CancellationToken cancellationToken)
    {
        await new RankingOverlapStage(plan, journal).MeasureAsync(cancellationToken);
        if (plan.Configuration.Values.Fidelity is not { } wanted)
        {
            return;
        }

        // Every candidate is compared with the same readings of the baseline, which the engine repeats bit for bit. The
        // text is read with a context of its own, so the two are remembered apart.
        bool repeats = plan.Models is [_, _, _, ..] && IsGguf(plan.Models[0]);
        LogitMemory? text = repeats ? new(RememberedBytes) : null;
        OutputFidelityStage outputs = new(
            plan, journal, providers, progress, repeats ? new LogitMemory(RememberedBytes) : null);
        foreach (PlannedModel candidate in plan.Models.Skip(1))
        {
            if (wanted.Text is not null && !await journal.HasFidelityAsync(candidate, cancellationToken))
            {
                await journal.SaveFidelityAsync(
                    candidate, await MeasureAsync(plan.Models[0], candidate, wanted, text, cancellationToken));
            }

            await outputs.MeasureAsync(candidate, cancellationToken);
        }
    }

    private async Task<ModelFidelity> MeasureAsync(
        PlannedModel baseline,
        PlannedModel candidate,
        FidelityConfiguration wanted,
        LogitMemory? memory,
        CancellationToken cancellationToken)
    {
        if ((FindObstacle(baseline) ?? (IsServed(candidate) ? FindBudget(candidate) : FindObstacle(candidate)))
            is { } obstacle)
        {
            return new ModelFidelity { Reason = obstacle };
        }

        try
        {
            using LoadedModel? before = await LoadAsync(baseline, cancellationToken);
            using LoadedModel? after = await LoadAsync(candidate, cancellationToken);
            DivergenceResult result = await DivergenceMeasurement.MeasureAsync(
                RequestOf(baseline, candidate, wanted, before, after) with { BaseMemory = memory },
                new ChunkProgress(journal.Run.Id, candidate.Name, progress),
                cancellationToken);
            return ModelFidelity.From(result.Summary, result.Context, result.Greedy) with
            {
                KnownMassBase = result.KnownMass?.Base,
                KnownMassCandidate = result.KnownMass?.Candidate,
            };
        }
        catch (InvalidInputException mistake)
        {
            // Other vocabularies or too small a context: the scores of the tasks are still worth reporting.
            InputError first = mistake.Errors[0];
            return new ModelFidelity
            {
                Reason = candidate.Source.Redact($"{first.Actual}; expected {first.Expected}"),
            };
        }
        catch (NotSupportedException missing)
        {
            return new ModelFidelity { Reason = candidate.Source.Redact(missing.Message) };
        }
        catch (EndpointException failure)
        {
            return new ModelFidelity
            {
                Reason = candidate.Source.Redact(failure.Message),
                IsWorthAnotherTry = failure.IsTransient,
            };
        }
    }

    // The measurement loads GGUF files itself, with the room that it needs.
    private async Task<LoadedModel?> LoadAsync(PlannedModel model, CancellationToken cancellationToken) =>
        IsGguf(model) ? null : await providers.LoadAsync(model.Source, model.Identity, cancellationToken);

    private static DivergenceRequest RequestOf(
        PlannedModel baseline,
        PlannedModel candidate,
        FidelityConfiguration wanted,
        LoadedModel? before,
        LoadedModel? after) => new()
        {
            BasePath = IsGguf(baseline) ? baseline.Identity.WeightsPath! : baseline.Name,
            LoadedBase = before,
            CandidatePath = IsGguf(candidate) ? candidate.Identity.WeightsPath! : candidate.Name,
            LoadedCandidate = IsServed(candidate) ? null : after,
            CandidateEndpoint = IsServed(candidate) ? EndpointOf(candidate, after!) : null,
            TextPath = wanted.Text,
            Context = wanted.Context,
            ChunkLimit = wanted.MaxTokens is { } most ? Math.Max(1, most / wanted.Context) : null,
            BaseOptions = GgufRunOptions.From(baseline.Source.Configuration),
            CandidateOptions = GgufRunOptions.From(candidate.Source.Configuration),
            TopTokens = DivergenceEndpoint.DefaultTopTokens,
        };

    // A server that was started for the run has an address only now.
    private static DivergenceEndpoint EndpointOf(PlannedModel candidate, LoadedModel served)
    {
        ChatClientMetadata metadata = served.Client.GetService<ChatClientMetadata>()!;
        DivergenceEndpoint endpoint = new()
        {
            Address = metadata.ProviderUri!,
            Model = metadata.DefaultModelId!,
            ApiKey = candidate.Source.Configuration.ApiKey,
            Headers = candidate.Source.Configuration.Headers,
            Notice = candidate.Source.Notice,
        };
        return endpoint with { Limits = candidate.Source.Configuration.Limits ?? endpoint.Limits };
    }

    private static bool IsGguf(PlannedModel model) =>
        model.Source.Configuration.Provider == GgufProvider.ProviderName;

    private static bool IsServed(PlannedModel model) => model.Source.Configuration.Provider is "openai" or "process";

    private static string? FindBudget(PlannedModel model) => model.Source.Configuration.Budget is null
        ? null
        : $"{model.Name} has a budget, which requests for log-probabilities do not count against";

    /// <summary>Why a model's distributions cannot be read; <c>null</c> when they can.</summary>
    public static string? FindObstacle(PlannedModel model) =>
        model.Identity is { GivesLogits: true, WeightsPath: not null }
            ? null
            : $"{model.Name} is not a local GGUF model or ONNX model folder, so its distributions are unknown";

    private sealed class ChunkProgress(string runId, string model, IProgress<RunProgress> progress)
        : IProgress<DivergenceProgress>
    {
        public void Report(DivergenceProgress value) =>
            progress.Report(new RunProgress(runId, model, TaskName, value.ChunksDone, value.Chunks, Errors: 0));
    }
}
