using EvalHarness.Metrics.Corpus;
using EvalHarness.Metrics.Retrieval;
using EvalHarness.Pipeline.Configuration;

namespace EvalHarness.Pipeline.Tasks.Scoring;

/// <summary>
/// A metric of several answers to one sample: <c>pass@K</c>, the probability that one of K answers is right, or
/// <c>majority@K</c>, whether the most frequent of the first K is.
/// </summary>
/// <param name="Name">Its name.</param>
/// <param name="Answers">K.</param>
/// <param name="Inner">The pass/fail metric of one answer.</param>
internal sealed record RepeatedMetric(string Name, int Answers, string Inner)
{
    private const string Pass = "pass";
    private const int MostAnswers = 999;

    /// <summary>ECMA-262 regular expression of all names, anchored.</summary>
    public const string NamePattern = "^(pass|majority)@[1-9][0-9]{0,2}$";

    /// <summary>A name is one of a metric of several answers.</summary>
    public static bool IsName(string name) => AnswersOf(name) is not null;

    /// <summary>K of a name; <c>null</c> for other names.</summary>
    public static int? AnswersOf(string name) =>
        (CutoffName.Find(name, Pass) ?? CutoffName.Find(name, "majority")) is { } answers and <= MostAnswers
            ? answers : null;

    /// <summary>How the values of a name are to be read.</summary>
    public static MetricDefinition Define(string name) => new(
        name, HigherIsBetter: true, IsPassFail: false,
        name.StartsWith(Pass, StringComparison.Ordinal)
            ? "Probability that one of so many answers is right (Chen et al. 2021, the unbiased estimate); 0 to 1."
            : "Whether the most frequent of the first so many answers is right, the earlier where two are; 0 or 1.",
        MetricRange.Unit);

    /// <summary>A task's metrics of several answers.</summary>
    public static IReadOnlyList<RepeatedMetric> Of(EvalConfiguration configuration, TaskConfiguration task)
    {
        string? inner = TaskMetricDefinitions.Of(configuration, task)
            .FirstOrDefault(metric => metric.IsPassFail && !IsName(metric.Name))?.Name;
        return inner is null ? []
            : [.. task.Metrics.Where(IsName).Select(name => new RepeatedMetric(name, AnswersOf(name)!.Value, inner))];
    }

    /// <summary>The score of one sample.</summary>
    /// <param name="sampleId">The sample's own id.</param>
    /// <param name="answers">Score and text of each answer, in the order of the repeats; at least one.</param>
    public Score Score(string sampleId, IReadOnlyList<(Score Score, string Text)> answers)
    {
        if (answers.FirstOrDefault(answer => answer.Score.Value is null) is { Score: { } missing })
        {
            return missing with { SampleId = sampleId, Metric = Name };
        }

        if (answers.Count < Answers)
        {
            return new(
                sampleId, Name, null, FormattableString.Invariant($"{answers.Count} of {Answers} answers are there"),
                Fault: ScoreFault.MetricUndefined);
        }

        double value = Name.StartsWith(Pass, StringComparison.Ordinal)
            ? RepeatedAttempts.PassAt(answers.Count, answers.Count(answer => answer.Score.Value > 0), Answers)
            : answers.Take(Answers).Index().GroupBy(answer => answer.Item.Text.Trim(), StringComparer.Ordinal)
                .OrderByDescending(alike => alike.Count()).ThenBy(alike => alike.First().Index)
                .First().First().Item.Score.Value!.Value;
        return new(sampleId, Name, value, Weight: answers[0].Score.Weight);
    }
}
