namespace EvalHarness.Metrics.Labels;

/// <summary>
/// F1 of a positive label: 2·hits / (positive golds + positive predictions), as scikit-learn's <c>f1_score</c> of two
/// classes.
/// </summary>
internal static class BinaryF1
{
    /// <summary>The value over some of the pairs, 0–1; 0 where neither side has a positive.</summary>
    /// <param name="pairs">Whether gold and prediction are positive.</param>
    /// <param name="places">Which pairs, each as often as it is named.</param>
    public static double Of(IReadOnlyList<(bool Gold, bool Prediction)> pairs, ReadOnlySpan<int> places)
    {
        int hits = 0;
        int positives = 0;
        foreach (int place in places)
        {
            (bool isGold, bool isPredicted) = pairs[place];
            hits += isGold && isPredicted ? 1 : 0;
            positives += (isGold ? 1 : 0) + (isPredicted ? 1 : 0);
        }

        return positives == 0 ? 0 : 2.0 * hits / positives;
    }
}
