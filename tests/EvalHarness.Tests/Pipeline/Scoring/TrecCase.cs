using System.Text.Json;
using EvalHarness.Metrics.Retrieval;
using EvalHarness.Pipeline.FileScoring;

namespace EvalHarness.Tests.Pipeline.Scoring;

/// <summary>A folder with judgements, a run and what trec_eval made of them.</summary>
internal static class TrecCase
{
    private const string Followed = "9.0.8";
    private const double Tolerance = 1e-9;

    /// <summary>Checks every option set of a case; returns how many values were compared.</summary>
    public static int Check(string folder)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "expected.json")));
        RankingMeasure[] measures =
        [
            .. document.RootElement.GetProperty("measures").EnumerateArray()
                .SelectMany(name => RankingMeasureNames.Parse(name.GetString()!)!),
        ];
        int compared = 0;
        foreach (JsonElement result in document.RootElement.GetProperty("results").EnumerateArray())
        {
            string[] options = [.. result.GetProperty("options").EnumerateArray().Select(text => text.GetString()!)];
            JsonElement expected = result.TryGetProperty("expected", out JsonElement agreed)
                ? agreed
                : result.GetProperty("expected_by_version").GetProperty(Followed);
            compared += CheckResult(folder, OptionsOf(options, measures), expected);
        }

        return compared;
    }

    /// <summary>Scores a case.</summary>
    public static RankingFileScores Score(string folder, RankingOptions options) => RankingFileScorer.Score(
        Path.Combine(folder, "qrels.txt"), Path.Combine(folder, "run.txt"), options, CancellationToken.None);

    private static int CheckResult(string folder, RankingOptions options, JsonElement expected)
    {
        if (expected.GetProperty("exit_code").GetInt32() != 0)
        {
            Assert.Throws<InvalidInputException>(() => Score(folder, options));
            return 1;
        }

        RankingFileScores scores = Score(folder, options);
        int compared = CheckValues(scores.Measures, scores.All, expected.GetProperty("all"), "all");
        JsonProperty[] topics = [.. expected.GetProperty("per_query").EnumerateObject()];
        Assert.Equal(topics.Select(topic => topic.Name).Order(StringComparer.Ordinal), scores.Topics.Select(t => t.Id));
        foreach (TopicScores topic in scores.Topics)
        {
            JsonElement values = expected.GetProperty("per_query").GetProperty(topic.Id);
            compared += CheckValues(scores.Measures, topic.Values, values, topic.Id);
        }

        return compared;
    }

    private static int CheckValues(
        IReadOnlyList<RankingMeasure> measures, IReadOnlyList<double> values, JsonElement expected, string what)
    {
        Dictionary<string, double> found =
            measures.Zip(values).ToDictionary(pair => pair.First.TrecName, pair => pair.Second);
        foreach (JsonProperty property in expected.EnumerateObject())
        {
            double difference = Math.Abs(property.Value.GetDouble() - found[property.Name]);
            Assert.True(
                difference <= Tolerance,
                $"{what} {property.Name}: expected {property.Value}, got {found[property.Name]:R}");
        }

        return expected.EnumerateObject().Count();
    }

    private static RankingOptions OptionsOf(string[] options, RankingMeasure[] measures)
    {
        RankingOptions result = new() { Measures = measures };
        for (int i = 0; i < options.Length; i++)
        {
            result = options[i] switch
            {
                "-c" => result with { AllTopics = true },
                "-J" => result with { JudgedOnly = true },
                "-l" => result with { RelevanceLevel = int.Parse(options[++i], null) },
                _ => throw new ArgumentException($"The option {options[i]} of the case is not known."),
            };
        }

        return result;
    }
}
