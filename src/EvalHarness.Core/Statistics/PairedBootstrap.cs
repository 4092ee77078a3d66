using System.Runtime.InteropServices;

namespace EvalHarness.Statistics;

/// <summary>
/// Bootstrap of the mean of paired differences, by sample or by cluster. The result depends on the data and the
/// random sequence alone: not on the order of the data, and negated data give the exact mirror image.
/// </summary>
public static class PairedBootstrap
{
    /// <summary>Replicates drawn unless told otherwise.</summary>
    public const int DefaultResamples = 10_000;

    private const int BufferLength = 2048;

    /// <summary>Bootstraps the mean of independent differences; <c>null</c> with fewer than two.</summary>
    /// <param name="differences">Candidate − baseline per sample; finite.</param>
    /// <param name="random">Seeded source; see <see cref="SeededRandom"/>.</param>
    /// <param name="resamples">Replicates, at least 1.</param>
    public static BootstrapDistribution? Mean(
        ReadOnlySpan<double> differences, Random random, int resamples = DefaultResamples)
    {
        double[] ones = new double[differences.Length];
        Array.Fill(ones, 1);
        return Ratio(differences, ones, random, resamples);
    }

    /// <summary>
    /// Bootstraps Σ sums / Σ weights over whole clusters, which is the mean of the differences when a cluster's sum
    /// adds up its differences and its weight counts them; <c>null</c> with fewer than two clusters.
    /// </summary>
    /// <param name="sums">Sum of (weighted) differences of each cluster; finite.</param>
    /// <param name="weights">Sum of weights of each cluster; greater than 0.</param>
    /// <param name="random">Seeded source; see <see cref="SeededRandom"/>.</param>
    /// <param name="resamples">Replicates, at least 1.</param>
    public static BootstrapDistribution? Ratio(
        ReadOnlySpan<double> sums, ReadOnlySpan<double> weights, Random random, int resamples = DefaultResamples)
    {
        ArgumentNullException.ThrowIfNull(random);
        ArgumentOutOfRangeException.ThrowIfNotEqual(weights.Length, sums.Length);
        ArgumentOutOfRangeException.ThrowIfLessThan(resamples, 1);
        if (sums.Length < 2)
        {
            return null;
        }

        (double Sum, double Weight)[] units = Canonical(sums, weights, out bool mirrored);
        BootstrapDistribution distribution = Resample(units, random, resamples);
        return mirrored ? distribution.Mirror() : distribution;
    }

    // One order and one sign for all data sets that are equal up to order and sign.
    private static (double Sum, double Weight)[] Canonical(
        ReadOnlySpan<double> sums, ReadOnlySpan<double> weights, out bool mirrored)
    {
        (double Sum, double Weight)[] units = new (double, double)[sums.Length];
        for (int i = 0; i < units.Length; i++)
        {
            // Adding zero turns −0 into 0.
            units[i] = (sums[i] + 0.0, weights[i]);
        }

        Array.Sort(units);
        mirrored = false;
        for (int i = 0; i < units.Length; i++)
        {
            double sum = units[i].Sum + units[^(i + 1)].Sum;
            if (sum != 0)
            {
                mirrored = sum > 0;
                break;
            }
        }

        if (mirrored)
        {
            for (int i = 0; i < units.Length; i++)
            {
                units[i].Sum = 0.0 - units[i].Sum;
            }

            Array.Sort(units);
        }

        return units;
    }

    private static BootstrapDistribution Resample(
        (double Sum, double Weight)[] units, Random random, int resamples)
    {
        double[] sums = Array.ConvertAll(units, unit => unit.Sum);
        double[] weights = Array.ConvertAll(units, unit => unit.Weight);
        double total = Total(sums);
        double totalWeight = Total(weights);
        double estimate = total / totalWeight;
        if (HasOneRatio(units))
        {
            return new(estimate, [estimate], acceleration: 0);
        }

        bool equalWeights = Array.TrueForAll(weights, weight => weight == weights[0]);
        double[] replicates = new double[resamples];
        uint[] buffer = new uint[Math.Min(BufferLength, units.Length)];
        for (int r = 0; r < replicates.Length; r++)
        {
            replicates[r] = equalWeights
                ? SumOfDraws(sums, random, buffer) / totalWeight
                : RatioOfDraws(sums, weights, random, buffer);
        }

        Array.Sort(replicates);
        return new(estimate, replicates, Acceleration(sums, weights, total, totalWeight));
    }

    private static bool HasOneRatio((double Sum, double Weight)[] units)
    {
        double first = units[0].Sum / units[0].Weight;
        return Array.TrueForAll(units, unit => unit.Sum / unit.Weight == first);
    }

    private static double SumOfDraws(double[] sums, Random random, uint[] buffer)
    {
        double sum = 0;
        uint count = (uint)sums.Length;
        uint threshold = (0U - count) % count;
        for (int left = sums.Length; left > 0; left -= buffer.Length)
        {
            foreach (uint bits in Draw(random, buffer, left))
            {
                ulong product = (ulong)bits * count;
                sum += (uint)product >= threshold ? sums[(int)(product >> 32)] : sums[random.Next(sums.Length)];
            }
        }

        return sum;
    }

    private static double RatioOfDraws(double[] sums, double[] weights, Random random, uint[] buffer)
    {
        double sum = 0;
        double weight = 0;
        uint count = (uint)sums.Length;
        uint threshold = (0U - count) % count;
        for (int left = sums.Length; left > 0; left -= buffer.Length)
        {
            foreach (uint bits in Draw(random, buffer, left))
            {
                // Multiply and reject (Lemire, 2019): the high half of the product is an index without bias.
                ulong product = (ulong)bits * count;
                int index = (uint)product >= threshold ? (int)(product >> 32) : random.Next(sums.Length);
                sum += sums[index];
                weight += weights[index];
            }
        }

        return sum / weight;
    }

    private static ReadOnlySpan<uint> Draw(Random random, uint[] buffer, int wanted)
    {
        Span<uint> draws = buffer.AsSpan(0, Math.Min(buffer.Length, wanted));
        random.NextBytes(MemoryMarshal.AsBytes(draws));
        return draws;
    }

    // Acceleration from the jackknife: a sixth of the skewness of the leave-one-out estimates.
    private static double Acceleration(double[] sums, double[] weights, double total, double totalWeight)
    {
        double[] leftOut = new double[sums.Length];
        for (int i = 0; i < leftOut.Length; i++)
        {
            leftOut[i] = (total - sums[i]) / (totalWeight - weights[i]);
        }

        double mean = Total(leftOut) / leftOut.Length;
        double squares = 0;
        double cubes = 0;
        foreach (double estimate in leftOut)
        {
            double deviation = mean - estimate;
            squares += deviation * deviation;
            cubes += deviation * deviation * deviation;
        }

        return squares > 0 ? cubes / (6 * Math.Pow(squares, 1.5)) : 0;
    }

    private static double Total(double[] values)
    {
        double total = 0;
        foreach (double value in values)
        {
            total += value;
        }

        return total;
    }
}
