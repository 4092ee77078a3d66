namespace EvalHarness.Statistics;

/// <summary>
/// Whether one of two groups has the larger mean, by dealing their values out anew many times: valid for any
/// distribution and any number of values, so that a few that happen to agree show little.
/// </summary>
public static class PermutationTest
{
    private const int Deals = 9999;

    /// <summary>
    /// One-sided p-value of "the first group's mean is not larger": (1 + deals with a difference at least as
    /// large)/(1 + deals). 1 when a group is empty.
    /// </summary>
    /// <param name="larger">Values of the group that should have the larger mean.</param>
    /// <param name="smaller">Values of the other group.</param>
    /// <param name="seed">Seed of the deals.</param>
    public static double PValue(ReadOnlySpan<double> larger, ReadOnlySpan<double> smaller, long seed)
    {
        if (larger.IsEmpty || smaller.IsEmpty)
        {
            return 1;
        }

        double[] values = [.. larger, .. smaller];
        Array.Sort(values);
        double seen = 0;
        foreach (double value in larger)
        {
            seen += value;
        }

        // Sums in another order differ in their last digits.
        double tie = 1e-9 * Math.Max(1, Math.Abs(seen));
        SeededRandom random = new(seed);
        int atLeast = 0;
        for (int deal = 0; deal < Deals; deal++)
        {
            double sum = 0;
            for (int i = 0; i < larger.Length; i++)
            {
                int other = i + random.Next(values.Length - i);
                (values[i], values[other]) = (values[other], values[i]);
                sum += values[i];
            }

            atLeast += sum >= seen - tie ? 1 : 0;
        }

        return (1.0 + atLeast) / (1 + Deals);
    }
}
