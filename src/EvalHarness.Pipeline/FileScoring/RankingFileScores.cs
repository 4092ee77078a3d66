using EvalHarness.Metrics.Retrieval;

namespace EvalHarness.Pipeline.FileScoring;

/// <summary>Measures of a run.</summary>
/// <param name="Measures">In trec_eval's order, each once.</param>
/// <param name="RunTag">Tag of the run's last line.</param>
/// <param name="All">(measures) Over all topics.</param>
/// <param name="Topics">Each evaluated topic, in the byte order of their ids.</param>
public sealed record RankingFileScores(
    IReadOnlyList<RankingMeasure> Measures,
    string RunTag,
    IReadOnlyList<double> All,
    IReadOnlyList<TopicScores> Topics);
