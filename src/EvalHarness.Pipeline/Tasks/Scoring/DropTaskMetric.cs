using System.Text.Json;
using EvalHarness.Metrics.Filters;
using EvalHarness.Metrics.Text;

namespace EvalHarness.Pipeline.Tasks.Scoring;

/// <summary>
/// DROP's exact match or F1 of an answer, against the column <c>right_answers</c> that the built-in change of its
/// documents writes.
/// </summary>
/// <param name="name">One of <see cref="Names"/>.</param>
/// <param name="until">Texts that end the answer.</param>
internal sealed class DropTaskMetric(string name, IReadOnlyList<string> until) : IMetric
{
    /// <summary>Column with the right answers, each a list of texts.</summary>
    public const string AnswersColumn = "right_answers";

    private const string Exact = "drop_em";

    /// <summary>All names.</summary>
    public static IReadOnlyList<string> Names { get; } = [Exact, "drop_f1"];

    /// <inheritdoc/>
    public MetricDefinition Definition { get; } = TaskMetricDefinitions.Find(name);

    /// <inheritdoc/>
    public Score Score(Sample sample, ModelOutput output)
    {
        if (FaultyScore.Find(sample, output, Definition, needsTarget: false) is { } faulty)
        {
            return faulty;
        }

        if (!sample.Fields.TryGetValue(AnswersColumn, out string? column) || AnswersOf(column) is not { } answers)
        {
            return FaultyScore.Create(
                sample, Definition, ScoreFault.LabelMissing,
                $"the document has no column {AnswersColumn} with lists of texts; use \"transform: drop\"");
        }

        (double exact, double f1) = DropAnswer.Score(StopTexts.Cut(output.Text, until), answers);
        return new(sample.Id, name, name == Exact ? exact : f1);
    }

    private static List<string[]>? AnswersOf(string column)
    {
        try
        {
            return [.. JsonElement.Parse(column).EnumerateArray().Select(answer =>
                answer.EnumerateArray().Select(text => text.GetString() ?? "").ToArray())];
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
