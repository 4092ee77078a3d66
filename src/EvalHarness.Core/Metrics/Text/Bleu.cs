namespace EvalHarness.Metrics.Text;

/// <summary>
/// BLEU (Papineni et al. 2002) with sacreBLEU's conventions: "13a" words, up to four in a row, exponential
/// smoothing of missing matches, the reference closest in length for the brevity penalty; 0–100.
/// </summary>
public static class Bleu
{
    private const int Orders = BleuCounter.Orders;

    /// <summary>Score of one segment; orders longer than the prediction are left out.</summary>
    /// <param name="prediction">The model's text.</param>
    /// <param name="references">At least one.</param>
    public static double Sentence(string prediction, IReadOnlyList<string> references)
    {
        Span<double> counts = stackalloc double[BleuCounter.Width];
        new BleuCounter(BleuTokenizer.Default).Count(prediction, references, counts);
        return Compute(counts, leaveOutMissingOrders: true);
    }

    /// <summary>Score of a corpus: counts are summed over its segments, not scores.</summary>
    /// <param name="segments">Predictions with their references, at least one each.</param>
    public static double Corpus(IEnumerable<(string Prediction, IReadOnlyList<string> References)> segments)
    {
        ArgumentNullException.ThrowIfNull(segments);
        BleuCounter counter = new(BleuTokenizer.Default);
        double[] sums = new double[BleuCounter.Width];
        double[] counts = new double[BleuCounter.Width];
        foreach ((string prediction, IReadOnlyList<string> references) in segments)
        {
            counter.Count(prediction, references, counts);
            for (int i = 0; i < sums.Length; i++)
            {
                sums[i] += counts[i];
            }
        }

        return Compute(sums, leaveOutMissingOrders: false);
    }

    /// <summary>The score of counts, in the layout of <see cref="BleuCounter.Width"/>.</summary>
    internal static double Compute(ReadOnlySpan<double> counts, bool leaveOutMissingOrders)
    {
        ReadOnlySpan<double> matched = counts.Slice(2, Orders);
        ReadOnlySpan<double> totals = counts.Slice(2 + Orders, Orders);
        if (!matched.ContainsAnyExcept(0))
        {
            return 0;
        }

        double logs = 0;
        double smoothing = 1;
        int orders = 0;
        while (orders < Orders && totals[orders] > 0)
        {
            double matches = matched[orders];
            if (matches == 0)
            {
                // The first order without a match counts 1/2 of one, the next 1/4, and so on.
                smoothing *= 2;
                matches = 1 / smoothing;
            }

            logs += Math.Log(100 * matches / totals[orders]);
            orders++;
        }

        // An order that the whole corpus is too short for has precision 0, and so has the product.
        if (orders < Orders && !leaveOutMissingOrders)
        {
            return 0;
        }

        (double predicted, double expected) = (counts[0], counts[1]);
        double brevity = predicted < expected ? Math.Exp(1 - (expected / predicted)) : 1;
        return brevity * Math.Exp(logs / orders);
    }
}
