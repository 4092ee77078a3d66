using EvalHarness.Fidelity;
using EvalHarness.Gating;
using EvalHarness.Pipeline.Analysis;
using EvalHarness.Pipeline.Configuration;
using EvalHarness.Pipeline.Configuration.Loading;
using EvalHarness.Pipeline.Tasks.Scoring;
using EvalHarness.Reporting;
using EvalHarness.Runs;

namespace EvalHarness.Pipeline.Runs.Reporting;

/// <summary>Reports of stored runs, made from their rows alone.</summary>
/// <param name="reader">Where the rows are.</param>
/// <param name="time">Tells when a report of an unfinished run was made.</param>
public sealed class RunReports(IRunReader reader, TimeProvider time)
{
    /// <summary>The report of one run.</summary>
    /// <param name="run">The run.</param>
    /// <param name="gates">Gates to decide instead of the run's own; <c>null</c> for its own.</param>
    /// <param name="cancellationToken">Cancels between rows.</param>
    public Task<Report> BuildAsync(
        RunRecord run, IReadOnlyList<GateConfiguration>? gates, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        EvalConfiguration configuration = ConfigurationFile.ParseResolved(run.Configuration, $"run {run.Id}");
        return new ReportBuilder(reader).BuildAsync(
            Request(run, configuration) with
            {
                Gates = gates is null
                    ? [.. configuration.Gates.Select(gate => gate.ToRule())]
                    : [.. gates.Select(gate => CreateRule(gate, run, configuration))],
            },
            cancellationToken);
    }

    /// <summary>The report of one run as other judges than its own see it.</summary>
    /// <param name="run">The run.</param>
    /// <param name="judged">A configuration with these judges and their gates.</param>
    /// <param name="judges">Hash of each judge to show, by name.</param>
    /// <param name="cancellationToken">Cancels between rows.</param>
    internal Task<Report> BuildAsync(
        RunRecord run,
        EvalConfiguration judged,
        IReadOnlyDictionary<string, string> judges,
        CancellationToken cancellationToken)
    {
        EvalConfiguration configuration = ConfigurationFile.ParseResolved(run.Configuration, $"run {run.Id}");
        return new ReportBuilder(reader).BuildAsync(
            Request(run, configuration) with
            {
                Judges = [.. Judges(judged, judges)],
                Gates =
                [
                    .. judged.Gates.Where(gate => judges.Keys.Any(judge =>
                            gate.Metric == $"{judged.Judges[judge].Task}/judge:{judge}"))
                        .Select(gate => CreateRule(gate, run, configuration)),
                ],
            },
            cancellationToken);
    }

    /// <summary>What a run's own report is made of.</summary>
    internal ReportRequest Request(RunRecord run, EvalConfiguration configuration)
    {
        StoredModel baseline = new(run.Id, configuration.Baseline, configuration.Baseline);
        return new ReportRequest
        {
            Name = run.Manifest.Incompatible is null
                ? run.Name
                : $"{run.Name} (candidates are not compared like with like)",
            Baseline = configuration.Baseline,
            Pairs =
            [
                .. configuration.Candidates.Except(run.Untried ?? []).Select(candidate =>
                    new StoredPair(baseline, new StoredModel(run.Id, candidate, candidate))),
            ],
            Untried = run.Untried,
            HasEnded = run.Status == RunStatus.Finished,
            Tasks = configuration.Tasks.ToDictionary(
                task => task.Key, task => Definitions(configuration, task.Value)),
            Repeated = configuration.Tasks.ToDictionary(
                task => task.Key, task => RepeatedMetric.Of(configuration, task.Value)),
            Corpora = TaskCorpus.From(configuration.Tasks),
            Judges = [.. Judges(configuration, run.Manifest.Judges)],
            Gates = [],
            OutputLimits = task =>
                (configuration.Tasks.GetValueOrDefault(task)?.Outputs ?? configuration.Outputs).ToLimits(),
            Comparison = configuration.Comparison,
            MaxErrors = configuration.Generation.MaxErrors,
            Manifest = run.Manifest,
            Configuration = run.Configuration,
            Run = new RunIdentity
            {
                Id = run.Id,
                Started = run.Started,
                Finished = run.Finished ?? time.GetUtcNow(),
                Clock = run.Manifest.Clock,
                Machine = run.Machine,
                GitCommit = run.GitCommit,
            },
        };
    }

    /// <summary>The judges of a run whose hashes are known, layer by layer.</summary>
    internal static IEnumerable<StoredJudge> Judges(
        EvalConfiguration configuration, IReadOnlyDictionary<string, string> judges)
    {
        IReadOnlyList<JudgingLayerConfiguration> layers = configuration.Judging?.Layers ?? [];
        for (int i = 0; i < layers.Count; i++)
        {
            foreach (string name in layers[i].Judges.Where(judges.ContainsKey))
            {
                JudgeConfiguration judge = configuration.Judges[name];
                yield return new StoredJudge(
                    name,
                    judges[name],
                    i + 1,
                    judge,
                    judge.Menu,
                    configuration.Judging!,
                    judge.Model is { } model ? configuration.Models[model].Price : null);
            }
        }
    }

    // A search's own gates have shared the risk already; those of another configuration have not.
    private static GateRule CreateRule(GateConfiguration gate, RunRecord run, EvalConfiguration configuration) =>
        run.Untried is null ? gate.ToRule() : gate.ToRule().Among(configuration.Candidates.Count);

    private static IReadOnlyList<MetricDefinition> Definitions(
        EvalConfiguration configuration, TaskConfiguration task) =>
    [
        .. TaskMetricDefinitions.Of(configuration, task),
        .. configuration.Fidelity is { Outputs: > 0 } && Generates(task) ? OutputFidelity.Metrics : [],
    ];

    private static bool Generates(TaskConfiguration task) => task.File is null && !task.IsRecorded
        ? task.Ranking is not (RankingMode.Pointwise or RankingMode.Embedding)
        : task.Metrics.All(TaskMetricDefinitions.IsOfAnswers);
}
