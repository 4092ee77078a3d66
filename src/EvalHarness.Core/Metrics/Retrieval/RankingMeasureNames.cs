using System.Globalization;

namespace EvalHarness.Metrics.Retrieval;

/// <summary>The names of ranking measures, in trec_eval's spelling and in the harness's.</summary>
public static class RankingMeasureNames
{
    private static readonly int[] s_cutoffs = [5, 10, 15, 20, 30, 100, 200, 500, 1000];
    private static readonly int[] s_successCutoffs = [1, 5, 10];
    private static readonly double[] s_persistences = [0.8];
    private static readonly double[] s_recalls = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1];

    private static readonly Dictionary<string, RankingMeasureKind> s_kinds =
        Enum.GetValues<RankingMeasureKind>().ToDictionary(Family, StringComparer.Ordinal);

    /// <summary>Every family of trec_eval that is known, in its order.</summary>
    public static IReadOnlyList<string> Families { get; } = [.. Enum.GetValues<RankingMeasureKind>().Select(Family)];

    /// <summary>What trec_eval prints when asked for nothing in particular.</summary>
    public static IReadOnlyList<RankingMeasure> Official { get; } =
    [
        .. Enum.GetValues<RankingMeasureKind>()
            .Where(kind => kind <= RankingMeasureKind.Precision)
            .SelectMany(Defaults),
    ];

    /// <summary>
    /// Reads one name: <c>map</c>, <c>P_5</c>, <c>P.5,10</c>, <c>P</c> (its usual cutoffs), <c>official</c>, or a
    /// harness name (<c>recall@3</c>, <c>ndcg@5</c>, <c>mrr</c>).
    /// </summary>
    /// <returns>The measures, or <c>null</c> for an unknown name.</returns>
    public static IReadOnlyList<RankingMeasure>? Parse(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name == "official")
        {
            return Official;
        }

        if (ParseHarnessName(name) is { } measure)
        {
            return [measure];
        }

        if (s_kinds.TryGetValue(name, out RankingMeasureKind whole))
        {
            return Defaults(whole);
        }

        return ParseParameters(name, name.IndexOf('.')) ?? ParseParameters(name, name.LastIndexOf('_'));
    }

    /// <summary>Reads a harness name: <c>recall@k</c>, <c>precision@k</c>, <c>map</c>, <c>ndcg@k</c>, …</summary>
    /// <returns>The measure, or <c>null</c> for an unknown name.</returns>
    public static RankingMeasure? ParseHarnessName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        string[] parts = name.Split('@');
        int? cutoff = null;
        if (parts.Length == 2)
        {
            if (CutoffName.Parse(parts[1]) is not { } parsed)
            {
                return null;
            }

            cutoff = parsed;
        }

        return (parts[0], cutoff) switch
        {
            (_, _) when parts.Length > 2 => null,
            ("recall", not null) => new(RankingMeasureKind.Recall, cutoff),
            ("precision", not null) => new(RankingMeasureKind.Precision, cutoff),
            ("success", not null) => new(RankingMeasureKind.Success, cutoff),
            ("map", null) => new(RankingMeasureKind.AveragePrecision),
            ("map", not null) => new(RankingMeasureKind.AveragePrecisionAtCutoff, cutoff),
            ("ndcg", null) => new(RankingMeasureKind.NormalizedGain),
            ("ndcg", not null) => new(RankingMeasureKind.NormalizedGainAtCutoff, cutoff),
            ("mrr", _) => new(RankingMeasureKind.ReciprocalRank, cutoff),
            ("ndcg_burges", _) => new(RankingMeasureKind.ExponentialGain, cutoff),
            ("err", _) => new(RankingMeasureKind.ExpectedReciprocalRank, cutoff),
            ("judged", not null) => new(RankingMeasureKind.Judged, cutoff),
            (var rbp, null) when rbp.StartsWith("rbp.", StringComparison.Ordinal)
                && ParsePersistence(rbp[4..]) is { } p => new(RankingMeasureKind.RankBiasedPrecision, Level: p),
            _ => null,
        };
    }

    internal static string Family(RankingMeasureKind kind) => kind switch
    {
        RankingMeasureKind.RunId => "runid",
        RankingMeasureKind.Topics => "num_q",
        RankingMeasureKind.Retrieved => "num_ret",
        RankingMeasureKind.Relevant => "num_rel",
        RankingMeasureKind.RelevantRetrieved => "num_rel_ret",
        RankingMeasureKind.AveragePrecision => "map",
        RankingMeasureKind.GeometricAveragePrecision => "gm_map",
        RankingMeasureKind.PrecisionAtRelevant => "Rprec",
        RankingMeasureKind.BinaryPreference => "bpref",
        RankingMeasureKind.ReciprocalRank => "recip_rank",
        RankingMeasureKind.InterpolatedPrecision => "iprec_at_recall",
        RankingMeasureKind.Precision => "P",
        RankingMeasureKind.Recall => "recall",
        RankingMeasureKind.NormalizedGain => "ndcg",
        RankingMeasureKind.NormalizedGainAtCutoff => "ndcg_cut",
        RankingMeasureKind.AveragePrecisionAtCutoff => "map_cut",
        RankingMeasureKind.Success => "success",
        RankingMeasureKind.SetPrecision => "set_P",
        RankingMeasureKind.SetRecall => "set_recall",
        RankingMeasureKind.ExponentialGain => "ndcg_burges",
        RankingMeasureKind.ExpectedReciprocalRank => "err",
        RankingMeasureKind.RankBiasedPrecision => "rbp",
        RankingMeasureKind.Judged => "judged",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such measure."),
    };

    internal static bool TakesCutoff(RankingMeasureKind kind) => kind is RankingMeasureKind.Precision
        or RankingMeasureKind.Recall or RankingMeasureKind.NormalizedGainAtCutoff
        or RankingMeasureKind.AveragePrecisionAtCutoff or RankingMeasureKind.Success
        or RankingMeasureKind.ExponentialGain or RankingMeasureKind.ExpectedReciprocalRank
        or RankingMeasureKind.Judged;

    private static RankingMeasure[] Defaults(RankingMeasureKind kind) => kind switch
    {
        RankingMeasureKind.InterpolatedPrecision => [.. s_recalls.Select(x => new RankingMeasure(kind, Level: x))],
        RankingMeasureKind.RankBiasedPrecision =>
            [.. s_persistences.Select(p => new RankingMeasure(kind, Level: p))],
        RankingMeasureKind.ExponentialGain or RankingMeasureKind.ExpectedReciprocalRank => [new RankingMeasure(kind)],
        RankingMeasureKind.Success => [.. s_successCutoffs.Select(k => new RankingMeasure(kind, k))],
        _ when TakesCutoff(kind) => [.. s_cutoffs.Select(k => new RankingMeasure(kind, k))],
        _ => [new RankingMeasure(kind)],
    };

    private static RankingMeasure[]? ParseParameters(string name, int split) =>
        split > 0 && s_kinds.TryGetValue(name[..split], out RankingMeasureKind kind)
            ? WithParameters(kind, name[(split + 1)..].Split(','))
            : null;

    private static RankingMeasure[]? WithParameters(RankingMeasureKind kind, string[] parameters)
    {
        if (kind == RankingMeasureKind.InterpolatedPrecision)
        {
            double?[] levels = [.. parameters.Select(ParseLevel).Distinct().Order()];
            return levels.Contains(null) ? null : [.. levels.Select(x => new RankingMeasure(kind, Level: x))];
        }

        int?[] cutoffs = [.. parameters.Select(CutoffName.Parse).Distinct().Order()];
        return !TakesCutoff(kind) || cutoffs.Contains(null)
            ? null
            : [.. cutoffs.Select(k => new RankingMeasure(kind, k))];
    }

    // As ranx writes it: .95, or its digits alone.
    private static double? ParsePersistence(string digits) =>
        digits.Length > 0 && digits.All(char.IsAsciiDigit) && double.TryParse(
            "0." + digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double p)
            ? p
            : null;

    private static double? ParseLevel(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double x) && x <= 1
            ? x
            : null;
}
