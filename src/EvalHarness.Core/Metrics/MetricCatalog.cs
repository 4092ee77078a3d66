using System.Diagnostics.CodeAnalysis;
using EvalHarness.Metrics.Mathematics;
using EvalHarness.Metrics.Retrieval;
using EvalHarness.Metrics.Rouge;
using EvalHarness.Metrics.Text;

namespace EvalHarness.Metrics;

/// <summary>Every metric that scores an output against its sample, by name.</summary>
public static class MetricCatalog
{
    /// <summary>Answer of <see cref="NeedsOf"/> for a metric of rankings.</summary>
    public const string RankingNeed = "a ranking";

    /// <summary>Answer of <see cref="NeedsOf"/> for a metric of likelihoods.</summary>
    public const string LogLikelihoodNeed = "the target's log-likelihood";

    private const string Rank = "[1-9][0-9]{0,8}";

    private static readonly string[] s_rankingNames =
    [
        "recall@K", "precision@K", "success@K", "map", "map@K", "ndcg", "ndcg@K", "mrr", "mrr@K", "ndcg_burges",
        "ndcg_burges@K", "err", "err@K", "judged@K",
    ];

    private static readonly string[] s_trecNames =
    [
        "recip_rank", "Rprec", "bpref", "P_K", "recall_K", "ndcg_cut_K", "map_cut_K", "success_K", "set_P",
        "set_recall",
    ];

    /// <summary>What can be asked for, in the order of the documentation.</summary>
    public static IReadOnlyList<MetricEntry> Entries { get; } =
    [
        Plain(ExactMatchMetric.Name, ExactMatchMetric.Meaning),
        Plain(SquadMetric.ExactName, SquadMetric.ExactMeaning),
        Plain(SquadMetric.OverlapName, SquadMetric.OverlapMeaning),
        Plain(TokenF1Metric.Name, TokenF1Metric.Meaning),
        new("numeric_match[:TOLERANCE]", NumericMatchMetric.Name,
            @"numeric_match(:(0?\.[0-9]+|0|[0-9](\.[0-9]+)?[eE]-[0-9]{1,3}))?", NumericMatchMetric.Meaning),
        Plain(MathEqualMetric.Name, MathEqualMetric.Meaning),
        Plain(ContainsMetric.Name, ContainsMetric.Meaning),
        Plain(ChoiceMetric.Name, ChoiceMetric.Meaning),
        new("regex[:PATTERN]", @"regex:^\d+$", "regex(:.+)?", RegexMetric.Meaning),
        Plain(JsonValidMetric.Name, JsonValidMetric.Meaning),
        new("rougeN[:unicode][:stem]", "rouge1", "rouge[1-9](:unicode)?(:stem)?",
            "F-measure of the overlap of N-word sequences with the best target, words of ASCII letters and digits or, "
            + "with :unicode, of every script, stemmed on request; 0 to 1."),
        new("rougeL[:unicode][:stem]", "rougeL", "rougeL(:unicode)?(:stem)?",
            "F-measure of the longest common subsequence with the best target; 0 to 1."),
        new("rougeLsum[:unicode][:stem]", "rougeLsum", "rougeLsum(:unicode)?(:stem)?",
            "F-measure of the union of longest common subsequences by line with the best target; 0 to 1."),
        Plain(SentenceMetric.BleuName, SentenceMetric.BleuMeaning),
        Plain(SentenceMetric.CharacterFName, SentenceMetric.CharacterFMeaning),
        Plain(NegativeLogLikelihoodMetric.Name, NegativeLogLikelihoodMetric.Meaning),
        .. s_rankingNames.Concat(s_trecNames).Select(Ranked),
        new("rbp.P", "rbp.95", @"rbp\.[0-9]{1,4}",
            RankingMeanings.For(RankingMeasureKind.RankBiasedPrecision, cutoff: null)),
    ];

    private static readonly string[] s_examples = [.. Entries.Select(entry => entry.Example)];

    /// <summary>ECMA-262 regular expression of all accepted names, anchored, for a JSON schema.</summary>
    public static string NamePattern { get; } =
        $"^({string.Join('|', Entries.Select(entry => entry.Pattern))})$";

    /// <summary>The metric of a name.</summary>
    /// <param name="name">As in <see cref="Entries"/>: <c>rougeL</c>, <c>ndcg@5</c>, <c>regex:^\d+$</c>.</param>
    /// <param name="place">Where the name was found, for the error: a JSON path or an option.</param>
    /// <exception cref="InvalidInputException">No metric has this name.</exception>
    public static IMetric Parse(string name, string place = "metric") =>
        TryParse(name, out IMetric? metric, out InputError? mistake)
            ? metric
            : throw new InvalidInputException([mistake with { Location = place }]);

    /// <summary>The metric of a name, or what is wrong with it and which names are nearest.</summary>
    public static bool TryParse(
        string? name, [NotNullWhen(true)] out IMetric? metric, [NotNullWhen(false)] out InputError? mistake)
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
                ? new("metric", $"\"{name}\"", "the name of a metric", NearestName.Suggest(name ?? "", s_examples))
                : new("metric", $"\"{name}\"", "a pattern that can be matched in linear time", problem + ".");
        }

        return metric is not null;
    }

    /// <summary>What a metric needs beyond a text and its targets; <c>null</c> for nothing.</summary>
    /// <param name="name">A name that <see cref="Parse"/> accepts.</param>
    public static string? NeedsOf(string name) => name switch
    {
        NegativeLogLikelihoodMetric.Name => LogLikelihoodNeed,
        _ when CreateRanking(name) is not null => RankingNeed,
        _ => null,
    };

    private static IMetric? Create(string name) => name switch
    {
        ExactMatchMetric.Name => new ExactMatchMetric(),
        TokenF1Metric.Name => new TokenF1Metric(),
        MathEqualMetric.Name => new MathEqualMetric(),
        ContainsMetric.Name => new ContainsMetric(),
        RegexMetric.Name => new RegexMetric(),
        JsonValidMetric.Name => new JsonValidMetric(),
        SentenceMetric.BleuName => SentenceMetric.CreateBleu(),
        SentenceMetric.CharacterFName => SentenceMetric.CreateCharacterF(),
        NegativeLogLikelihoodMetric.Name => new NegativeLogLikelihoodMetric(),
        SquadMetric.ExactName => SquadMetric.Exact,
        SquadMetric.OverlapName => SquadMetric.Overlap,
        ChoiceMetric.Name => new ChoiceMetric(),
        _ => (IMetric?)RougeMetric.Create(name) ?? (IMetric?)NumericMatchMetric.Create(name) ?? CreateRanking(name),
    };

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

    private static MetricEntry Plain(string name, string meaning) => new(name, name, name, meaning);

    private static MetricEntry Ranked(string name)
    {
        string example = name.Replace("K", "5", StringComparison.Ordinal);
        RankingMeasure measure = RankingMeasureNames.Parse(example)![0];
        string meaning = RankingMeanings.For(measure.Kind, measure.Cutoff is null ? null : "K");
        return new(name, example, name.Replace("K", Rank, StringComparison.Ordinal), meaning);
    }
}
