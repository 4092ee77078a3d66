using EvalHarness.Metrics;
using EvalHarness.Metrics.Corpus;
using EvalHarness.Metrics.Filters;

namespace EvalHarness.Pipeline.Tasks.Scoring;

/// <summary>
/// The metrics of a task file that have a value of each document, so that candidates can be paired by them.
/// </summary>
internal static class TaskMetrics
{
    private const string ExactMatch = "exact_match";

    private static readonly string[] s_ofChoices =
        ["acc", "acc_norm", "acc_bytes", "acc_mutual_info", ExactMatch, "brier_score", "mc2"];

    private static readonly string[] s_ofTargets = ["perplexity", "acc"];
    private static readonly string[] s_ofTexts = ["word_perplexity", "byte_perplexity", "bits_per_byte"];

    /// <summary>Names of the metrics of a task in a run; <c>margin</c> comes after those of multiple choice.</summary>
    public static IReadOnlyList<string> NamesOf(TaskFile task)
    {
        IEnumerable<string> named = Entries(task).Select(entry => entry.Name)
            .Where(name => IsKnown(task.OutputType, name)).Distinct();
        return task.OutputType switch
        {
            TaskOutputType.GenerateUntil when task.Filters.Count > 0 =>
            [
                .. named.SelectMany(name => task.Filters.Select(
                    filter => name + TaskMetricDefinitions.FilterSign + filter.Name)),
            ],
            TaskOutputType.MultipleChoice => [.. named.Append("margin").Distinct()],
            _ => [.. named],
        };
    }

    /// <summary>Names of the metrics that all tasks of a group have.</summary>
    public static IReadOnlyList<string> NamesOf(TaskGroup group) =>
        [.. NamesOf(group.Tasks[0]).Where(name => group.Tasks.All(task => NamesOf(task).Contains(name)))];

    /// <summary>
    /// Metrics that all tasks of a group aggregate over their documents: of answers that no filter changes, and of
    /// choices.
    /// </summary>
    public static IReadOnlyList<string> CorpusNamesOf(TaskGroup group) =>
        [.. CorpusNamesOf(group.Tasks[0]).Where(name => group.Tasks.All(task => CorpusNamesOf(task).Contains(name)))];

    private static string[] CorpusNamesOf(TaskFile task) => task.OutputType switch
    {
        TaskOutputType.GenerateUntil when task.Filters.Count == 0 =>
            [.. Entries(task).Select(entry => CorpusAggregation.NameOf(entry.Name)).OfType<string>().Distinct()],
        TaskOutputType.MultipleChoice =>
            [.. Entries(task).Select(entry => entry.Name).Where(name => name is "f1" or "mcc").Distinct()],
        _ => [],
    };

    /// <summary>Metrics of the file that have no value of a single document, so that no gate can use them.</summary>
    public static IReadOnlyList<string> LeftOut(TaskFile task) =>
        [.. Entries(task).Select(entry => entry.Name).Where(name => !IsKnown(task.OutputType, name))];

    /// <summary>The metrics of the given names.</summary>
    /// <param name="task">The task.</param>
    /// <param name="names">Names of <see cref="NamesOf(TaskFile)"/>.</param>
    /// <param name="place">Where they are asked for, for the error.</param>
    /// <exception cref="InvalidInputException">The task has no such metric, or a filter or option is wrong.</exception>
    public static IReadOnlyList<IMetric> Create(TaskFile task, IReadOnlyList<string> names, string place)
    {
        IReadOnlyList<string> known = NamesOf(task);
        List<InputError> mistakes = [.. names.Where(name => !known.Contains(name)).Select(name => new InputError(
            place, $"\"{name}\", which {task.Path} does not measure document by document", null,
            NearestName.Suggest(name, known)))];
        return mistakes.Count > 0
            ? throw new InvalidInputException(mistakes)
            : [.. names.Select(name => Create(task, name))];
    }

    /// <summary>The metrics of likelihoods that no task file asked for.</summary>
    /// <param name="type">What was asked; no written answers.</param>
    /// <param name="names">The names.</param>
    /// <param name="place">Where they are asked for, for the error.</param>
    /// <exception cref="InvalidInputException">There is no such metric of what was asked.</exception>
    public static IReadOnlyList<IMetric> Create(TaskOutputType type, IReadOnlyList<string> names, string place)
    {
        string[] known = type switch
        {
            TaskOutputType.MultipleChoice => [.. s_ofChoices, "margin"],
            TaskOutputType.LogLikelihood => s_ofTargets,
            _ => s_ofTexts,
        };
        return names.FirstOrDefault(name => !known.Contains(name)) is { } unknown
            ? throw new InvalidInputException(
                place, $"\"{unknown}\" of {type.NameOf()}", $"one of {string.Join(", ", known)}",
                NearestName.Suggest(unknown, known))
            : [.. names.Select(name => OfLikelihoods(type, name))];
    }

    private static IMetric Create(TaskFile task, string name) => task.OutputType switch
    {
        TaskOutputType.GenerateUntil => CreateOfAnswers(task, name),
        TaskOutputType.MultipleChoice when IsRanking(name) => MetricCatalog.Parse(name),
        _ => OfLikelihoods(task.OutputType, name),
    };

    private static IMetric OfLikelihoods(TaskOutputType type, string name) =>
        type == TaskOutputType.MultipleChoice ? new ChoiceTaskMetric(name) : new LikelihoodTaskMetric(name);

    private static IMetric CreateOfAnswers(TaskFile task, string name)
    {
        string[] parts = name.Split(TaskMetricDefinitions.FilterSign, 2);
        if (InstructionTaskMetric.Names.Contains(parts[0]))
        {
            return new InstructionTaskMetric(name);
        }

        if (DropTaskMetric.Names.Contains(parts[0]))
        {
            return new DropTaskMetric(name, task.Until);
        }

        TaskMetricEntry entry = Entries(task).First(entry => entry.Name == parts[0]);
        TaskFilterEntry? filter =
            parts.Length > 1 ? task.Filters.First(filter => filter.Name == parts[1]) : null;
        FilterPipeline filters = filter is null ? FilterPipeline.Default : FilterPipeline.Create(
            [.. filter.Steps.Select(step => new FilterSettings(step.Function, step.Options))], filter.Place);
        Func<string, Sample, Score> score;
        if (parts[0] == ExactMatch)
        {
            HarnessExactMatch match = HarnessExactMatch.Create(entry.Options, entry.Place);
            score = (answer, sample) => new(sample.Id, name, match.Score(answer, sample.Targets));
        }
        else
        {
            IMetric metric = MetricCatalog.Parse(parts[0]);
            score = (answer, sample) => metric.Score(sample, new() { SampleId = sample.Id, Text = answer }) with
            {
                Metric = name,
            };
        }

        return new AnswerTaskMetric(name, filters, score, task.Until);
    }

    private static IReadOnlyList<TaskMetricEntry> Entries(TaskFile task) => task.Metrics
        ?? [.. Usual(task.OutputType).Select(name => new TaskMetricEntry(
            name, task.Path, null, null, new Dictionary<string, object?>()))];

    private static string[] Usual(TaskOutputType type) => type switch
    {
        TaskOutputType.MultipleChoice => ["acc", "acc_norm"],
        TaskOutputType.LogLikelihood => s_ofTargets,
        TaskOutputType.LogLikelihoodRolling => s_ofTexts,
        _ => [ExactMatch],
    };

    private static bool IsKnown(TaskOutputType type, string name) => type switch
    {
        TaskOutputType.MultipleChoice => s_ofChoices.Contains(name) || IsRanking(name),
        TaskOutputType.LogLikelihood => s_ofTargets.Contains(name),
        TaskOutputType.LogLikelihoodRolling => s_ofTexts.Contains(name),
        _ => name == ExactMatch || InstructionTaskMetric.Names.Contains(name) || DropTaskMetric.Names.Contains(name)
            || (MetricCatalog.TryParse(name, out _, out _) && MetricCatalog.NeedsOf(name) is null),
    };

    private static bool IsRanking(string name) =>
        MetricCatalog.TryParse(name, out _, out _) && MetricCatalog.NeedsOf(name) == MetricCatalog.RankingNeed;
}
