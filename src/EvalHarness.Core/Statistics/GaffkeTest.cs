namespace EvalHarness.Statistics;

/// <summary>
/// Gaffke's test and lower bound for the mean of bounded changes: one imagined unit that loses everything is added,
/// the n + 1 units get random weights, uniform on the simplex, and p is the probability that the weighted mean lies at
/// or below the margin. Holds its level for any distribution and any n; needs no seed; does not depend on the order.
/// </summary>
/// <remarks>
/// With y₀ = −(R − m)·w₀, yᵢ = (max(dᵢ, −R) + m)·wᵢ and independent standard exponential Eᵢ,
/// p(m) = P(y₀E₀ + Σ yᵢEᵢ ≤ 0), and the bound is −m* with p(m*) = α. Conjectured valid by Gaffke (2005) and
/// Learned-Miller and Thomas (arXiv 1905.06208); a proof is reported (arXiv 2607.08415). With all changes 0 it is the
/// rule of three, with changes of 0 and −R the Clopper–Pearson bound. p is computed by
/// <see cref="GaffkeIntegral"/>, exact to about 1e-10.
/// </remarks>
public sealed class GaffkeTest
{
    private const double BoundTolerance = 1e-11;

    private readonly double[] _changes;
    private readonly double[] _weights;
    private readonly int[] _counts;
    private readonly double _imaginedWeight;
    private readonly double _totalWeight;

    private GaffkeTest(double[] changes, double[] weights, int[] counts, double worstLoss, double imaginedWeight)
    {
        (_changes, _weights, _counts) = (changes, weights, counts);
        (WorstLoss, _imaginedWeight) = (worstLoss, imaginedWeight);
        double sum = 0;
        double total = 0;
        for (int i = 0; i < changes.Length; i++)
        {
            sum += changes[i] * weights[i] * counts[i];
            total += weights[i] * counts[i];
        }

        (Mean, _totalWeight) = (sum / total, total);
    }

    /// <summary>R: the most that one unit can lose; greater than 0.</summary>
    public double WorstLoss { get; }

    /// <summary>Weighted mean of the changes, a loss beyond <see cref="WorstLoss"/> counted as that.</summary>
    public double Mean { get; }

    /// <summary>The test on independent units.</summary>
    /// <param name="changes">
    /// Mean change in quality of each unit, positive when better; at least one, finite. A loss beyond
    /// <paramref name="worstLoss"/> counts as that.
    /// </param>
    /// <param name="weights">Weight of each unit, such as its number of samples; positive.</param>
    /// <param name="worstLoss">R: the most that one unit can lose; greater than 0.</param>
    /// <param name="imaginedWeight">
    /// w₀, the weight of the imagined unit; <c>null</c> for Σw²/Σw, which is 1 for samples of weight 1.
    /// </param>
    /// <exception cref="ArgumentException">No unit, unequal lengths, or a number out of range.</exception>
    public static GaffkeTest Create(
        ReadOnlySpan<double> changes,
        ReadOnlySpan<double> weights,
        double worstLoss,
        double? imaginedWeight = null)
    {
        int[] once = new int[changes.Length];
        Array.Fill(once, 1);
        return Create(changes, weights, once, worstLoss, imaginedWeight);
    }

    /// <summary>The test on kinds of alike units of weight 1, of each of which there are some.</summary>
    /// <param name="changes">Change of each kind, finite; at least one.</param>
    /// <param name="counts">How many there are of each; positive.</param>
    /// <param name="worstLoss">R: the most that one unit can lose; greater than 0.</param>
    /// <exception cref="ArgumentException">No unit, unequal lengths, or a number out of range.</exception>
    public static GaffkeTest CreateCounted(ReadOnlySpan<double> changes, ReadOnlySpan<int> counts, double worstLoss)
    {
        double[] weights = new double[changes.Length];
        Array.Fill(weights, 1);
        return Create(changes, weights, counts, worstLoss, imaginedWeight: 1);
    }

    private static GaffkeTest Create(
        ReadOnlySpan<double> changes,
        ReadOnlySpan<double> weights,
        ReadOnlySpan<int> counts,
        double worstLoss,
        double? imaginedWeight)
    {
        if (changes.IsEmpty || changes.Length != weights.Length || changes.Length != counts.Length)
        {
            throw new ArgumentException("There must be a weight for each of at least one unit.", nameof(changes));
        }

        if (!(worstLoss > 0) || !double.IsFinite(worstLoss) || imaginedWeight is <= 0 or double.NaN)
        {
            throw new ArgumentException("The largest loss and the weights must be positive.", nameof(worstLoss));
        }

        ((double Change, double Weight) Kind, int Count)[] units = new ((double, double), int)[changes.Length];
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < units.Length; i++)
        {
            if (!double.IsFinite(changes[i]) || !(weights[i] > 0) || !double.IsFinite(weights[i]) || counts[i] < 1)
            {
                throw new ArgumentException("Changes must be finite, weights positive.", nameof(changes));
            }

            units[i] = ((Math.Max(changes[i], -worstLoss), weights[i]), counts[i]);
            sum += weights[i];
            squares += weights[i] * weights[i];
        }

        // Equal units enter once with their count; in a fixed order, so that sums do not depend on that of the rows.
        (double Change, double Weight, int Count)[] distinct =
        [
            .. units.AggregateBy(unit => unit.Kind, 0, (count, unit) => count + unit.Count).OrderBy(kind => kind.Key)
                .Select(kind => (kind.Key.Change, kind.Key.Weight, kind.Value)),
        ];
        return new GaffkeTest(
            [.. distinct.Select(unit => unit.Change)],
            [.. distinct.Select(unit => unit.Weight)],
            [.. distinct.Select(unit => unit.Count)],
            worstLoss,
            imaginedWeight ?? (squares / sum));
    }

    /// <summary>The test on independent samples of equal weight.</summary>
    /// <inheritdoc cref="Create(ReadOnlySpan{double}, ReadOnlySpan{double}, double, double?)"/>
    public static GaffkeTest Create(ReadOnlySpan<double> changes, double worstLoss)
    {
        double[] weights = new double[changes.Length];
        Array.Fill(weights, 1);
        return Create(changes, weights, worstLoss);
    }

    /// <summary>p-value of "the mean change is −margin or worse": small means that the mean is above that.</summary>
    /// <param name="margin">m, below <see cref="WorstLoss"/>; negative to test for a gain.</param>
    public double PValue(double margin) => Math.Min(1, Math.Exp(LogPValue(margin)));

    /// <summary>One-sided lower bound of the mean change, at least −<see cref="WorstLoss"/>.</summary>
    /// <param name="alpha">Probability of a bound above the true mean, between 0 and 1: 0.05 for 95 %.</param>
    public double LowerBound(double alpha)
    {
        if (!(alpha is > 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "A level lies between 0 and 1.");
        }

        // ln p falls in the margin: bracket the root in growing steps, then regula falsi in its Illinois form.
        double level = Math.Log(alpha);
        double worst = WorstLoss * (1 - BoundTolerance);
        if (-Mean >= worst)
        {
            return -WorstLoss;
        }

        double step = WorstLoss * (1 - Math.Pow(alpha, _imaginedWeight / _totalWeight));
        (double low, double atLow) = (-Mean, LogPValue(-Mean) - level);
        (double high, double atHigh) = (low, atLow);
        for (; atHigh > 0; step *= 2)
        {
            if (high >= worst)
            {
                return -WorstLoss;
            }

            (low, atLow) = (high, atHigh);
            high = Math.Min(high + step, worst);
            atHigh = LogPValue(high) - level;
        }

        int side = 0;
        while (high - low > BoundTolerance * WorstLoss)
        {
            double margin = high - (atHigh * (high - low) / (atHigh - atLow));
            double value = LogPValue(margin) - level;
            if (Math.Abs(value) < BoundTolerance)
            {
                return -margin;
            }

            if (value > 0)
            {
                (low, atLow) = (margin, value);
                atHigh = side > 0 ? atHigh / 2 : atHigh;
                side = 1;
            }
            else
            {
                (high, atHigh) = (margin, value);
                atLow = side < 0 ? atLow / 2 : atLow;
                side = -1;
            }
        }

        return -high;
    }

    private double LogPValue(double margin)
    {
        if (!(margin < WorstLoss))
        {
            throw new ArgumentOutOfRangeException(nameof(margin), margin, "A margin is below the largest loss.");
        }

        double[] values = [-(WorstLoss - margin) * _imaginedWeight, .. _changes];
        double smallest = values[0];
        for (int i = 1; i < values.Length; i++)
        {
            values[i] = (values[i] + margin) * _weights[i - 1];
            smallest = Math.Min(smallest, values[i]);
        }

        for (int i = 0; i < values.Length; i++)
        {
            values[i] /= -smallest;
        }

        return GaffkeIntegral.LogProbability(values, _counts);
    }
}
