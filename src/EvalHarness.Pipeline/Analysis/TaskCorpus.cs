using System.Globalization;
using EvalHarness.Metrics.Corpus;
using EvalHarness.Metrics.Filters;
using EvalHarness.Pipeline.Configuration;

namespace EvalHarness.Pipeline.Analysis;

/// <summary>What is measured of all outputs of a task together.</summary>
/// <param name="Metrics">The metrics; at least one.</param>
/// <param name="Extraction">Finds the answer in outputs and references; <c>null</c> to take them whole.</param>
internal sealed record TaskCorpus(IReadOnlyList<ICorpusMetric> Metrics, AnswerExtraction? Extraction)
{
    /// <summary>The corpora of the tasks that have such metrics.</summary>
    public static IReadOnlyDictionary<string, TaskCorpus> From(IReadOnlyDictionary<string, TaskConfiguration> tasks) =>
        tasks.Where(task => task.Value.CorpusMetrics.Count > 0).ToDictionary(
            task => task.Key,
            task => new TaskCorpus(
                [.. task.Value.CorpusMetrics.Select(name => CorpusMetrics.Find(name)!)],
                task.Value.Extract is { } steps ? AnswerExtraction.Create(steps) : null),
            StringComparer.Ordinal);

    /// <summary>
    /// What an output counts as, and what it is compared with; <c>null</c> for an error, and without a reference. An
    /// output without an answer is an empty text. Of multiple choice, the numbers of the choices count.
    /// </summary>
    public (string Prediction, IReadOnlyList<string> References)? Find(Sample sample, ModelOutput output)
    {
        ScoreFault? fault = ScoreFaults.For(output);
        if (fault == ScoreFault.Transport)
        {
            return null;
        }

        if (sample.RightChoices.Count > 0)
        {
            return output.Ranking is { Candidates: [var best, ..] }
                ? (best.Id, [sample.RightChoices[0].ToString(CultureInfo.InvariantCulture)])
                : null;
        }

        return sample.Targets.Count == 0 ? null : (
            fault is not null ? "" : Extraction is null ? output.Text : Extract(output.Text) ?? "",
            Extraction is null ? sample.Targets : [.. sample.Targets.Select(target => Extract(target) ?? target)]);
    }

    private string? Extract(string text)
    {
        try
        {
            return Extraction!.Find(text);
        }
        catch (FilterException)
        {
            // A pattern that takes too long on a text finds nothing in it.
            return null;
        }
    }
}
