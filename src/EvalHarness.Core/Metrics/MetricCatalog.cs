using System.Diagnostics.CodeAnalysis;
using EvalHarness.Metrics.Retrieval;
using EvalHarness.Metrics.Rouge;
using EvalHarness.Metrics.Text;

namespace EvalHarness.Metrics;

/// <summary>Every metric that scores an output against its sample, by name.</summary>
public static class MetricCatalog
{
    private const int Suggestions = 3;
    private const string Rank = "[1-9][0-9]{0,8}";

    private static readonly string[] s_trecNames =
    [
        "recip_rank", "Rprec", "bpref", "P_K", "recall_K", "ndcg_cut_K", "map_cut_K", "success_K", "set_P",
        "set_recall",
    ];

    /// <summary>What can be asked for, in the order of the documentation.</summary>
    public static IReadOnlyList<MetricEntry> Entries { get; } =
    [
        Plain(ExactMatchMetric.Name, ExactMatchMetric.Meaning),
        Plain(TokenF1Metric.Name, TokenF1Metric.Meaning),
        Plain(ContainsMetric.Name, ContainsMetric.Meaning),
        new("regex[:PATTERN]", @"regex:^\d+$", "regex(:.+)?", RegexMetric.Meaning),
        Plain(JsonValidMetric.Name, JsonValidMetric.Meaning),
        new("rougeN[:stem]", "rouge1", "rouge[1-9](:stem)?",
            "F-measure of the overlap of N-word sequences with the best target, words stemmed on request; 0 to 1."),
        new("rougeL[:stem]", "rougeL", "rougeL(:stem)?",
            "F-measure of the longest common subsequence with the best target; 0 to 1."),
        new("rougeLsum[:stem]", "rougeLsum", "rougeLsum(:stem)?",
            "F-measure of the union of longest common subsequences by line with the best target; 0 to 1."),
        Plain(BleuMetric.Name, BleuMetric.Meaning),
        Plain(CharacterFMetric.Name, CharacterFMetric.Meaning),
        Plain(NegativeLogLikelihoodMetric.Name, NegativeLogLikelihoodMetric.Meaning),
        .. new[] { "recall@K", "precision@K", "success@K", "map", "map@K", "ndcg", "ndcg@K", "mrr", "mrr@K" }
            .Concat(s_trecNames)
            .Select(Ranked),
    ];

    /// <summary>ECMA-262 regular expression of all accepted names, anchored, for a JSON schema.</summary>
    public static string NamePattern { get; } =
        $"^({string.Join('|', Entries.Select(entry => entry.Pattern))})$";

    /// <summary>The metric of a name.</summary>
    /// <param name="name">As in <see cref="Entries"/>: <c>rougeL</c>, <c>ndcg@5</c>, <c>regex:^\d+$</c>.</param>
    /// <param name="place">Where the name was found, for the error: a JSON path or an option.</param>
    /// <exception cref="InvalidInputException">No metric has this name.</exception>
    public static IMetric Parse(string name, string place = "metric") =>
        TryParse(name, out IMetric? metric, out InputMistake? mistake)
            ? metric
            : throw new InvalidInputException([mistake with { Place = place }]);

    /// <summary>The metric of a name, or what is wrong with it and which names are nearest.</summary>
    public static bool TryParse(
        string? name, [NotNullWhen(true)] out IMetric? metric, [NotNullWhen(false)] out InputMistake? mistake)
    {
        metric = null;
        mistake = null;
        string? problem = null;
        if (name is not null && name.StartsWith("regex:", StringComparison.Ordinal))
        {
            metric = RegexMetric.TryCreate(name["regex:".Length..], out RegexMetric? regex, out problem) ? regex : null;
        }
        else
        {
            metric = Create(name ?? "");
        }

        if (metric is null)
        {
            mistake = problem is null
                ? new("metric", $"\"{name}\"", "the name of a metric", Suggest(name ?? ""))
                : new("metric", $"\"{name}\"", "a pattern that can be matched in linear time", problem + ".");
        }

        return metric is not null;
    }

    private static IMetric? Create(string name) => name switch
    {
        ExactMatchMetric.Name => new ExactMatchMetric(),
        TokenF1Metric.Name => new TokenF1Metric(),
        ContainsMetric.Name => new ContainsMetric(),
        RegexMetric.Name => new RegexMetric(),
        JsonValidMetric.Name => new JsonValidMetric(),
        BleuMetric.Name => new BleuMetric(),
        CharacterFMetric.Name => new CharacterFMetric(),
        NegativeLogLikelihoodMetric.Name => new NegativeLogLikelihoodMetric(),
        _ => (IMetric?)CreateRouge(name) ?? CreateRanking(name),
    };

    private static RougeMetric? CreateRouge(string name)
    {
        bool stem = name.EndsWith(RougeMetric.StemSuffix, StringComparison.Ordinal);
        string type = stem ? name[..^RougeMetric.StemSuffix.Length] : name;
        return RougeType.TryParse(type, out RougeType parsed) ? new RougeMetric(parsed, stem) : null;
    }

    private static RankingMetric? CreateRanking(string name)
    {
        if (RankingMeasureNames.ParseHarnessName(name) is { } measure)
        {
            return new(name, measure);
        }

        // Of trec_eval's names, those that stand for one value between 0 and 1 of one ranking.
        return RankingMeasureNames.Parse(name) is [var only] && only.TrecName == name
            && only.Kind != RankingMeasureKind.InterpolatedPrecision && only.IsPerTopic && !only.IsCount
            ? new(name, only)
            : null;
    }

    private static string Suggest(string name)
    {
        IEnumerable<string> nearest = Entries
            .OrderBy(entry => Math.Min(EditDistance(name, entry.Name), EditDistance(name, entry.Example)))
            .Take(Suggestions)
            .Select(entry => entry.Example);
        return $"The nearest names are {string.Join(", ", nearest)}.";
    }

    private static MetricEntry Plain(string name, string meaning) => new(name, name, name, meaning);

    private static MetricEntry Ranked(string name)
    {
        string example = name.Replace("K", "5", StringComparison.Ordinal);
        RankingMeasure measure = RankingMeasureNames.Parse(example)![0];
        string meaning = RankingMeanings.Of(measure.Kind, measure.Cutoff is null ? null : "K");
        return new(name, example, name.Replace("K", Rank, StringComparison.Ordinal), meaning);
    }

    // Levenshtein's distance, for suggestions only.
    private static int EditDistance(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int substituted = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substituted, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[b.Length];
    }
}
