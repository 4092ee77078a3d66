using EvalHarness.Gating;
using EvalHarness.Pipeline.Analysis;
using EvalHarness.Pipeline.Configuration;
using EvalHarness.Pipeline.Configuration.Loading;
using EvalHarness.Pipeline.Runs.Planning;
using EvalHarness.Reporting;
using EvalHarness.Runs;

namespace EvalHarness.Pipeline.Runs.Reporting;

/// <summary>Compares the models of one stored run with those of another, sample by sample.</summary>
/// <param name="reader">Where the rows of both are.</param>
/// <param name="reports">Makes the reports.</param>
public sealed class RunComparison(IRunReader reader, RunReports reports)
{
    /// <summary>The later run's models against the earlier run's, by name, with the later run's gates.</summary>
    /// <param name="before">The run that serves as baseline.</param>
    /// <param name="after">The run whose models are the candidates.</param>
    /// <param name="force">Compare even where the runs' inputs differ; the report's name says so.</param>
    /// <param name="cancellationToken">Cancels between rows.</param>
    /// <exception cref="InvalidInputException">The runs share no model or no task, or their inputs differ.</exception>
    public async Task<Report> CompareAsync(
        RunRecord before, RunRecord after, bool force, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        EvalConfiguration earlier = ConfigurationFile.ParseResolved(before.Configuration, $"run {before.Id}");
        EvalConfiguration later = ConfigurationFile.ParseResolved(after.Configuration, $"run {after.Id}");
        string[] tasks = Shared("tasks", before, earlier.Tasks.Keys, after, later.Tasks.Keys);
        string[] models = Shared("models", before, Asked(before, earlier), after, Asked(after, later));
        IReadOnlyList<ManifestDifference> differences = ManifestDifference.FindInTasks(
            Only(before.Manifest, tasks, models), Only(after.Manifest, tasks, models));
        ThrowIfDifferent(before, after, force ? [] : differences);
        ReportRequest request = reports.Request(after, later);
        return await new ReportBuilder(reader).BuildAsync(
            request with
            {
                Name = $"{after.Id} against {before.Id}"
                    + (differences.Count == 0
                    ? ""
                    : $" (inputs differ: {string.Join(", ", differences.Select(difference => difference.What))})"),
                Question = ReportQuestion.Change,
                Baseline = before.Id,
                Untried = null,
                HasEnded = request.HasEnded && before.Status == RunStatus.Finished,
                Pairs = [.. models.Select(model => new StoredPair(
                    new StoredModel(before.Id, model, $"{model} of {before.Id}"),
                    new StoredModel(after.Id, model, model)))],
                Tasks = tasks.ToDictionary(task => task, task => request.Tasks[task]),
                Gates = [.. later.Gates
                    .Where(gate => tasks.Contains(gate.Metric.Split('/')[0], StringComparer.Ordinal))
                    .Select(gate => gate.ToRule())],
            },
            cancellationToken);
    }

    private static IEnumerable<string> Asked(RunRecord run, EvalConfiguration configuration) =>
        configuration.Candidates.Except(run.Untried ?? []).Prepend(configuration.Baseline);

    private static string[] Shared(
        string what, RunRecord before, IEnumerable<string> earlier, RunRecord after, IEnumerable<string> later)
    {
        string[] shared = [.. later.Intersect(earlier, StringComparer.Ordinal)];
        return shared.Length > 0 ? shared : throw new InvalidInputException(
            after.Id, $"no {what} in common with {before.Id}", $"two runs with common {what}");
    }

    private static void ThrowIfDifferent(
        RunRecord before, RunRecord after, IReadOnlyList<ManifestDifference> differences)
    {
        if (differences.Count > 0)
        {
            throw new InvalidInputException([.. differences.Select(difference => new InputError(
                difference.What,
                $"{difference.Now} in {after.Id}",
                $"{difference.Then}, as in {before.Id}",
                "Different inputs cannot be paired; --force compares them nevertheless and labels the result."))]);
        }
    }

    private static RunManifest Only(RunManifest manifest, string[] tasks, string[] models) => manifest with
    {
        Datasets = Only(manifest.Datasets, tasks),
        Prompts = Only(manifest.Prompts, tasks),
        Scorers = Only(manifest.Scorers, tasks),
        Tokenizers = manifest.Tokenizers is { } tokenizers ? Only(tokenizers, models) : null,
        RenderedPrompts = manifest.RenderedPrompts is null
            ? null
            :
            [
                .. manifest.RenderedPrompts
                    .Where(prompt => tasks.Contains(prompt.Task, StringComparer.Ordinal))
                    .Select(prompt => prompt with { Models = [.. prompt.Models.Intersect(models)] }),
            ],
    };

    private static Dictionary<string, string> Only(IReadOnlyDictionary<string, string> all, string[] names) =>
        all.Where(entry => names.Contains(entry.Key, StringComparer.Ordinal))
            .ToDictionary(entry => entry.Key, entry => entry.Value, StringComparer.Ordinal);
}
