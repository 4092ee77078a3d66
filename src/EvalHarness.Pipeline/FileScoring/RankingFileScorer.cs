using System.Text;
using EvalHarness.Metrics.Retrieval;

namespace EvalHarness.Pipeline.FileScoring;

/// <summary>
/// Scores a TREC run against judgements as trec_eval 9.0.8 does: documents in descending order of score (in single
/// precision), ties in descending byte order of id, the rank column ignored; only topics in both files are evaluated.
/// </summary>
public static class RankingFileScorer
{
    /// <summary>Reads both files and measures every topic.</summary>
    /// <param name="judgementsPath">Lines <c>topic iteration document grade</c>.</param>
    /// <param name="runPath">Lines <c>topic iteration document rank score tag</c>.</param>
    /// <param name="options">What to measure and how.</param>
    /// <param name="cancellationToken">Cancels between topics.</param>
    /// <exception cref="InvalidInputException">
    /// A line is malformed, a document occurs twice in a topic, or no topic is in both files.
    /// </exception>
    public static RankingFileScores Score(
        string judgementsPath, string runPath, RankingOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        TrecFile judgements = TrecReader.ReadJudgements(judgementsPath);
        TrecFile run = TrecReader.ReadRun(runPath, out string tag);
        RankingMeasure[] measures =
        [
            .. options.Measures.Distinct()
                .OrderBy(measure => measure.Kind).ThenBy(measure => measure.Cutoff).ThenBy(measure => measure.Level),
        ];
        TopicScorer scorer = new(judgements, run, options);
        List<TopicScores> topics = [];
        double[] sums = new double[measures.Length];
        foreach (string topic in run.Topics.Order(StringComparer.Ordinal))
        {
            cancellationToken.ThrowIfCancellationRequested();
            int judged = judgements.IndexOf(topic);
            if (judged < 0)
            {
                continue;
            }

            JudgedRanking ranking = scorer.Rank(judged, run.IndexOf(topic));
            double[] values = new double[measures.Length];
            for (int i = 0; i < measures.Length; i++)
            {
                values[i] = measures[i].Compute(ranking);
                sums[i] += values[i];
            }

            topics.Add(new(Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(topic)), values));
        }

        if (topics.Count == 0)
        {
            throw new InvalidInputException(
                runPath, "no judged topic", $"at least one topic of {judgementsPath}",
                "Check that both files use the same topic ids.");
        }

        int averagedOver = options.AllTopics ? judgements.Topics.Count : topics.Count;
        double[] all = [.. measures.Select((measure, i) => measure.Aggregate(sums[i], topics.Count, averagedOver))];
        if (options.AllTopics && Array.FindIndex(measures, IsRelevantCount) is >= 0 and int count)
        {
            all[count] = CountRelevant(judgements);
        }

        return new(measures, tag, all, topics);
    }

    private static bool IsRelevantCount(RankingMeasure measure) => measure.Kind == RankingMeasureKind.Relevant;

    // Over all judged topics trec_eval counts every grade above 0, whatever the relevance level.
    private static int CountRelevant(TrecFile judgements)
    {
        int relevant = 0;
        for (int topic = 0; topic < judgements.Topics.Count; topic++)
        {
            foreach (TrecEntry entry in judgements.Entries(topic))
            {
                relevant += entry.Value > 0 ? 1 : 0;
            }
        }

        return relevant;
    }
}
