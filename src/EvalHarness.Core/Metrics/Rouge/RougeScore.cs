namespace EvalHarness.Metrics.Rouge;

/// <summary>Overlap of a prediction with a reference; every value is between 0 and 1.</summary>
/// <param name="Precision">Share of the prediction that the reference holds.</param>
/// <param name="Recall">Share of the reference that the prediction holds.</param>
/// <param name="FMeasure">2PR/(P + R), or 0 when both are 0.</param>
public readonly record struct RougeScore(double Precision, double Recall, double FMeasure)
{
    /// <summary>The score of <paramref name="hits"/> common units; an empty side scores 0.</summary>
    internal static RougeScore FromCounts(int hits, int predicted, int expected)
    {
        double precision = (double)hits / Math.Max(predicted, 1);
        double recall = (double)hits / Math.Max(expected, 1);
        double sum = precision + recall;
        return new(precision, recall, sum > 0 ? 2 * precision * recall / sum : 0);
    }
}
