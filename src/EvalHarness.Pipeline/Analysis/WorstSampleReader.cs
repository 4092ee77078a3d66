using EvalHarness.Reporting;
using EvalHarness.Runs;

namespace EvalHarness.Pipeline.Analysis;

/// <summary>Fetches the texts of the worst samples: they were not kept while the scores were read.</summary>
internal sealed class WorstSampleReader(IRunReader reader)
{
    private const int LongestPrompt = 2000;

    /// <summary>The samples side by side, in the order given.</summary>
    public async Task<IReadOnlyList<WorstSample>> ReadAsync(
        IReadOnlyList<LostSample> lost, CancellationToken cancellationToken)
    {
        Dictionary<(StoredModel, string, string), string> texts = [];
        Dictionary<(string, string, string), SampleRow> samples = [];
        foreach (IGrouping<(string Run, string Task), LostSample> some in lost.GroupBy(
            sample => (sample.Pair.Candidate.RunId, sample.Task)))
        {
            HashSet<string> wanted = [.. some.Select(sample => sample.SampleId)];
            await foreach (SampleRow row in reader.ReadSamplesAsync(some.Key.Run, some.Key.Task, cancellationToken))
            {
                if (wanted.Contains(row.Sample.Id))
                {
                    samples[(some.Key.Run, some.Key.Task, row.Sample.Id)] = row;
                }
            }
        }

        foreach (var some in lost
            .SelectMany(sample => new[] { (sample.Pair.Baseline, sample), (sample.Pair.Candidate, sample) })
            .GroupBy(found => (Model: found.Item1, found.sample.Task), found => found.sample.SampleId))
        {
            HashSet<string> wanted = [.. some];
            StoredModel model = some.Key.Model;
            await foreach (OutputRow row in reader.ReadOutputsAsync(
                model.RunId, model.Model, some.Key.Task, cancellationToken))
            {
                if (wanted.Contains(row.Output.SampleId))
                {
                    texts[(model, some.Key.Task, row.Output.SampleId)] = TextOf(row.Output);
                }
            }
        }

        return [.. lost.Select(sample => Describe(
            sample,
            samples.GetValueOrDefault((sample.Pair.Candidate.RunId, sample.Task, sample.SampleId)),
            texts.GetValueOrDefault((sample.Pair.Baseline, sample.Task, sample.SampleId)) ?? "",
            texts.GetValueOrDefault((sample.Pair.Candidate, sample.Task, sample.SampleId)) ?? ""))];
    }

    private static WorstSample Describe(LostSample lost, SampleRow? row, string baseline, string candidate) => new()
    {
        Candidate = lost.Pair.Candidate.Label,
        Metric = lost.Metric,
        SampleId = lost.SampleId,
        Prompt = row is null ? "" : row.Sample.Candidates.Count > 0 ? Candidates(row.Sample) : Shorten(row.Prompt),
        Target = row is null ? null : row.Sample.Targets.Count > 0 ? row.Sample.Targets[0] : BestOrder(row.Sample),
        BaselineText = baseline,
        CandidateText = candidate,
        BaselineScore = lost.Baseline,
        CandidateScore = lost.Candidate,
        Scores = lost.Scores,
    };

    private static string Candidates(Sample sample) => Shorten(
        sample.Fields.GetValueOrDefault("query") + "\n"
        + string.Join('\n', sample.Candidates.Select(candidate => $"[{candidate.Id}] {candidate.Text}")));

    private static string? BestOrder(Sample sample) => sample.Relevance.Count == 0 ? null : string.Join(
        " > ",
        sample.Relevance
            .OrderByDescending(grade => grade.Value)
            .ThenBy(grade => grade.Key, StringComparer.Ordinal)
            .Select(grade => FormattableString.Invariant($"{grade.Key} ({grade.Value})")));

    private static string TextOf(ModelOutput output) => output.Ranking is { } ranking
        ? string.Join(" > ", ranking.Candidates.Select(candidate => candidate.Score is { } score
            ? FormattableString.Invariant($"{candidate.Id} ({score:0.00})")
            : candidate.Id))
        : output.Text;

    private static string Shorten(string text) => text.Length <= LongestPrompt ? text : text[..LongestPrompt] + "…";
}
