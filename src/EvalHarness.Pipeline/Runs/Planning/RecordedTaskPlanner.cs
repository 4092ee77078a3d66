using EvalHarness.Metrics;
using EvalHarness.Metrics.Filters;
using EvalHarness.Pipeline.Configuration;
using EvalHarness.Pipeline.Configuration.Loading;
using EvalHarness.Pipeline.Datasets;
using EvalHarness.Pipeline.Extensions;
using EvalHarness.Pipeline.Recorded;
using EvalHarness.Pipeline.Tasks;
using EvalHarness.Pipeline.Tasks.Scoring;
using Microsoft.Extensions.AI;

namespace EvalHarness.Pipeline.Runs.Planning;

/// <summary>
/// Checks a task whose answers were recorded elsewhere: its samples are those of the baseline's file, and every
/// candidate must have been asked the same.
/// </summary>
/// <param name="configuration">The configuration.</param>
/// <param name="judging">Knows what the judges need of the samples.</param>
/// <param name="copies">Keeps what the baseline's files hold now.</param>
/// <param name="custom">Makes the metrics of the configuration itself.</param>
/// <param name="findings">Receives what is no mistake of the task.</param>
internal sealed class RecordedTaskPlanner(
    ResolvedConfiguration configuration, JudgePlanner judging, DatasetCopies copies, CustomMetrics custom,
    RecordedFindings findings)
{
    /// <summary>The task, and what reading its files established.</summary>
    /// <exception cref="InvalidInputException">A file is wrong, or lacks what a metric or a judge needs.</exception>
    public async Task<(PlannedTask Task, DatasetSummary Summary)> PlanAsync(
        string name, TaskConfiguration task, CancellationToken cancellationToken)
    {
        EvalConfiguration values = configuration.Values;
        RecordedFiles files = FilesOf(values.Baseline, name);
        RecordedRows rows = new(files, copies);
        RecordedOutputs baseline = await RecordedOutputs.ReadAsync(rows, cancellationToken);
        Warn(values.Baseline, rows);
        IReadOnlyList<IMetric> metrics = Metrics(name, task, baseline);
        await new RecordedCheck(metrics, [.. judging.RequiredFields(name)]).RunAsync(rows, cancellationToken);
        foreach (string candidate in values.Candidates)
        {
            RecordedRows answers = new(FilesOf(candidate, name));
            RecordedOutputs outputs = await RecordedOutputs.ReadAsync(answers, cancellationToken);
            Warn(candidate, answers);
            RequireScores(metrics, outputs, candidate, name);
            await new RecordedCheck(metrics, []).RunAsync(answers, cancellationToken);
            Compare(name, baseline, candidate, outputs);
        }

        int samples = Math.Min(task.Limit ?? int.MaxValue, baseline.Ids.Count);
        RecordedSamples dataset = new(rows);
        PlannedTask planned = new()
        {
            Name = name,
            Configuration = task,
            Dataset = baseline.Repeats > 1 ? new RepeatedSamples(dataset, baseline.Repeats) : dataset,
            Metrics = metrics,
            Options = new ChatOptions(),
            ThinkingTags = values.Generation.ThinkingTags,
            Asks = baseline.Kind,
            Size = new(samples * baseline.Repeats, samples),
        };
        string sha256 = await files.HashAsync(path => copies.HashAsync(path, path, cancellationToken));
        return (planned, new(baseline.Ids.Count, baseline.Ids.Count, sha256, []));
    }

    private RecordedFiles FilesOf(string model, string task) => RecordedFiles.Find(
        configuration.Values.Models[model].Files![task],
        $"{configuration.FileName}: $.models.{model}.files.{task}");

    private void Warn(string model, RecordedRows rows) =>
        findings.Warnings.AddRange(rows.Warnings.Select(warning => (model, warning)));

    private IReadOnlyList<IMetric> Metrics(string name, TaskConfiguration task, RecordedOutputs baseline)
    {
        string place = $"{configuration.FileName}: $.tasks.{name}.metrics";
        if (task.Metrics.FirstOrDefault(metric => RepeatedMetric.AnswersOf(metric) > baseline.Repeats
            || (baseline.Repeats == 1 && RepeatedMetric.IsName(metric))) is { } several)
        {
            throw new InvalidInputException(
                place, FormattableString.Invariant($"\"{several}\" of {baseline.Repeats} answers to a sample"),
                "a metric of the answers that there are");
        }

        string[] own = [.. task.Metrics.Where(metric => CustomMetricConfiguration.NameOf(metric) is not null)];
        string[] names = [.. task.Metrics.Except(own).Where(metric => !RepeatedMetric.IsName(metric))];
        IMetric[] found = [.. own.Select(custom.Get)];
        RequireScores(found, baseline, configuration.Values.Baseline, name);
        return
        [
            .. baseline.Kind.Generates() ? OfAnswers(names, task, place)
                : TaskMetrics.Create(baseline.Kind, names, place),
            .. found,
        ];
    }

    private static IEnumerable<IMetric> OfAnswers(string[] names, TaskConfiguration task, string place)
    {
        AnswerExtraction? extraction = task.Extract is { } steps ? AnswerExtraction.Create(steps) : null;
        foreach (string name in names)
        {
            if (!MetricCatalog.TryParse(name, out IMetric? metric, out _) || MetricCatalog.NeedsOf(name) is not null)
            {
                throw new InvalidInputException(
                    place, $"\"{name}\" of written answers", "a metric of written answers, such as exact_match",
                    $"For the file's own value, add a metric to \"customMetrics\": {{\"recorded\": \"{name}\", …}}.");
            }

            yield return extraction is null ? metric : new ExtractingMetric(metric, extraction);
        }
    }

    private void RequireScores(IEnumerable<IMetric> metrics, RecordedOutputs outputs, string model, string task)
    {
        foreach (RecordedMetric metric in metrics.OfType<RecordedMetric>())
        {
            if (!outputs.Scores.Contains(metric.Recorded))
            {
                throw new InvalidInputException(
                    $"{configuration.FileName}: $.models.{model}.files.{task}",
                    $"a file without numbers for \"{metric.Recorded}\"",
                    outputs.Scores.Count == 0 ? "a file with numbers of its own"
                        : $"one of {string.Join(", ", outputs.Scores.Order(StringComparer.Ordinal))}",
                    NearestName.Suggest(metric.Recorded, [.. outputs.Scores]));
            }
        }
    }

    private void Compare(string task, RecordedOutputs baseline, string candidate, RecordedOutputs outputs)
    {
        const string Fix = "Record both with the same task, examples, chat template and settings, or label the result "
            + "with run --force.";
        string reference = configuration.Values.Baseline;
        if (outputs.Kind != baseline.Kind || outputs.Repeats != baseline.Repeats)
        {
            findings.Unlike.Add(new(
                $"{configuration.FileName}: $.models.{candidate}.files.{task}",
                FormattableString.Invariant(
                    $"{outputs.Kind.NameOf()} with {outputs.Repeats} answers to a sample in {candidate}, and ")
                    + FormattableString.Invariant(
                        $"{baseline.Kind.NameOf()} with {baseline.Repeats} in the baseline {reference}"),
                Fix: Fix));
            return;
        }

        int missing = 0;
        foreach (string id in baseline.Ids)
        {
            var (question, place) = baseline.Find(id)!.Value;
            if (outputs.Find(id) is not var (other, there))
            {
                missing++;
            }
            else if (other.FindDifference(question) is { } part)
            {
                findings.Unlike.Add(new(
                    there, $"sample {id} of {candidate} has another {part} than in the baseline {reference} ({place})",
                    Fix: Fix));
                return;
            }
        }

        if (missing > 0)
        {
            findings.Warnings.Add((candidate, FormattableString.Invariant(
                $"{missing} of the {baseline.Ids.Count} samples of {task} have no answer in its file")));
        }
    }
}
