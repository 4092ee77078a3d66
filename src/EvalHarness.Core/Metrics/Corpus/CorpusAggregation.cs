using EvalHarness.Statistics;

namespace EvalHarness.Metrics.Corpus;

/// <summary>
/// What lm-evaluation-harness makes of a task's items, by its names of aggregations, with its standard errors.
/// </summary>
public static class CorpusAggregation
{
    private const string Mean = "mean";
    private const string Median = "median";
    private const string NanMean = "nanmean";
    private const string Perplexity = "perplexity";
    private const string WeightedPerplexity = "weighted_perplexity";
    private const string BitsPerByte = "bits_per_byte";

    private static readonly Dictionary<string, string> s_textMetrics = new(StringComparer.Ordinal)
    {
        ["bleu"] = "corpus_bleu",
        ["chrf"] = "corpus_chrf",
        ["chrf++"] = "corpus_chrf++",
        ["ter"] = "corpus_ter",
    };

    /// <summary>The aggregations of numbers, one of each document.</summary>
    public static IReadOnlyList<string> OfNumbers { get; } = [Mean, Median, NanMean, Perplexity];

    /// <summary>The aggregations of log-likelihoods with their weights.</summary>
    public static IReadOnlyList<string> OfWeighted { get; } = [WeightedPerplexity, BitsPerByte];

    /// <summary>The aggregations of predictions with their references.</summary>
    public static IReadOnlyList<string> OfTexts { get; } = [.. s_textMetrics.Keys];

    /// <summary>The corpus metric of an aggregation of texts; <c>null</c> where there is none.</summary>
    /// <param name="aggregation">One of <see cref="OfTexts"/>.</param>
    public static string? NameOf(string aggregation) => s_textMetrics.GetValueOrDefault(aggregation);

    /// <summary>Aggregates numbers.</summary>
    /// <param name="aggregation">One of <see cref="OfNumbers"/>: <c>perplexity</c> is exp(−mean), <c>median</c> the
    /// upper middle one, <c>nanmean</c> leaves out what is no number.</param>
    /// <param name="values">At least one.</param>
    /// <param name="resamples">Bootstrap replicates of the standard error, but for the mean.</param>
    public static HarnessValue Numbers(
        string aggregation, IReadOnlyList<double> values, int resamples = HarnessErrors.DefaultResamples)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentOutOfRangeException.ThrowIfZero(values.Count, nameof(values));
        double[] all = [.. values];
        return aggregation switch
        {
            Mean => new(all.Sum() / all.Length, HarnessErrors.OfMean(all)),
            Median => Bootstrapped(all, MedianOf, resamples),
            NanMean => Bootstrapped(all, MeanOfNumbers, resamples),
            Perplexity => Bootstrapped(all, drawn => Math.Exp(-Sum(drawn) / drawn.Length), resamples),
            _ => HarnessValue.Undefined("there is no such aggregation of numbers"),
        };
    }

    /// <summary>Aggregates log-likelihoods by weight: of words, or bytes.</summary>
    /// <param name="aggregation">One of <see cref="OfWeighted"/>: <c>weighted_perplexity</c>, exp(−Σ ll / Σ w), or
    /// <c>bits_per_byte</c>, −Σ ll / Σ w / ln 2. lm-evaluation-harness has no standard error for either.</param>
    /// <param name="items">At least one, in nats.</param>
    public static HarnessValue Weighted(
        string aggregation, IReadOnlyList<(double LogLikelihood, double Weight)> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        double weight = items.Sum(item => item.Weight);
        double mean = items.Sum(item => item.LogLikelihood) / weight;
        return aggregation switch
        {
            _ when weight <= 0 => HarnessValue.Undefined("no document has a word or byte"),
            WeightedPerplexity => new(Math.Exp(-mean)),
            BitsPerByte => new(-mean / Math.Log(2)),
            _ => HarnessValue.Undefined("there is no such aggregation of log-likelihoods"),
        };
    }

    /// <summary>Aggregates texts as sacreBLEU does by default.</summary>
    /// <param name="aggregation">One of <see cref="OfTexts"/>; <c>chrf</c> has no words, <c>chrf++</c> words of up to
    /// two.</param>
    /// <param name="segments">Predictions with their references, at least one each.</param>
    /// <param name="resamples">Bootstrap replicates of the standard error, of which at most 100 are drawn.</param>
    public static HarnessValue Texts(
        string aggregation,
        IReadOnlyList<(string Prediction, IReadOnlyList<string> References)> segments,
        int resamples = HarnessErrors.DefaultResamples)
    {
        ArgumentNullException.ThrowIfNull(segments);
        if (!s_textMetrics.TryGetValue(aggregation, out string? name))
        {
            return HarnessValue.Undefined("there is no such aggregation of texts");
        }

        ICorpusTally tally = CorpusMetrics.Find(name)!.Start();
        foreach ((string prediction, IReadOnlyList<string> references) in segments)
        {
            tally.Add(prediction, references);
        }

        int[] all = [.. Enumerable.Range(0, tally.Count)];
        return new(
            tally.Compute(all),
            HarnessErrors.Bootstrap(
                tally.Count, places => tally.Compute(places) ?? 0,
                Math.Min(resamples, HarnessErrors.CorpusResamples)));
    }

    private static HarnessValue Bootstrapped(double[] values, Statistic statistic, int resamples) => new(
        statistic(values),
        HarnessErrors.Bootstrap(
            values.Length, places => statistic(Draw(values, places)), resamples));

    private static double[] Draw(double[] values, ReadOnlySpan<int> places)
    {
        double[] drawn = new double[places.Length];
        for (int i = 0; i < drawn.Length; i++)
        {
            drawn[i] = values[places[i]];
        }

        return drawn;
    }

    private static double Sum(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double value in values)
        {
            sum += value;
        }

        return sum;
    }

    private static double MedianOf(ReadOnlySpan<double> values)
    {
        double[] sorted = values.ToArray();
        Array.Sort(sorted);
        return sorted[sorted.Length / 2];
    }

    private static double MeanOfNumbers(ReadOnlySpan<double> values)
    {
        double sum = 0;
        int count = 0;
        foreach (double value in values)
        {
            if (!double.IsNaN(value))
            {
                sum += value;
                count++;
            }
        }

        return sum / count;
    }

    private delegate double Statistic(ReadOnlySpan<double> values);
}
