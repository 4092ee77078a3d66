namespace EvalHarness.Metrics.Text;

/// <summary>
/// BLEU (Papineni et al. 2002) with sacreBLEU's conventions: "13a" words, up to four in a row, exponential
/// smoothing of missing matches, the reference closest in length for the brevity penalty; 0–100.
/// </summary>
public static class Bleu
{
    private const int Orders = 4;

    /// <summary>Score of one segment; orders longer than the prediction are left out.</summary>
    /// <param name="prediction">The model's text.</param>
    /// <param name="references">At least one.</param>
    public static double Sentence(string prediction, IReadOnlyList<string> references)
    {
        BleuCounts counts = new(Orders);
        counts.Add(prediction, references);
        return Compute(counts, leaveOutMissingOrders: true);
    }

    /// <summary>Score of a corpus: counts are summed over its segments, not scores.</summary>
    /// <param name="segments">Predictions with their references, at least one each.</param>
    public static double Corpus(IEnumerable<(string Prediction, IReadOnlyList<string> References)> segments)
    {
        ArgumentNullException.ThrowIfNull(segments);
        BleuCounts counts = new(Orders);
        foreach ((string prediction, IReadOnlyList<string> references) in segments)
        {
            counts.Add(prediction, references);
        }

        return Compute(counts, leaveOutMissingOrders: false);
    }

    private static double Compute(BleuCounts counts, bool leaveOutMissingOrders)
    {
        if (counts.Matches.All(matches => matches == 0))
        {
            return 0;
        }

        double logs = 0;
        double smoothing = 1;
        int orders = 0;
        while (orders < Orders && counts.Totals[orders] > 0)
        {
            double matches = counts.Matches[orders];
            if (matches == 0)
            {
                // The first order without a match counts 1/2 of one, the next 1/4, and so on.
                smoothing *= 2;
                matches = 1 / smoothing;
            }

            logs += Math.Log(100 * matches / counts.Totals[orders]);
            orders++;
        }

        // An order that the whole corpus is too short for has precision 0, and so has the product.
        if (orders < Orders && !leaveOutMissingOrders)
        {
            return 0;
        }

        double brevity = counts.Predicted < counts.Expected
            ? Math.Exp(1 - ((double)counts.Expected / counts.Predicted))
            : 1;
        return brevity * Math.Exp(logs / orders);
    }
}
