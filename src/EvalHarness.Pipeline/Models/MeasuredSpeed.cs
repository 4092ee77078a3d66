using System.Diagnostics;

namespace EvalHarness.Pipeline.Models;

/// <summary>What several repetitions of one measurement gave.</summary>
/// <param name="Median">The median.</param>
/// <param name="Least">The least.</param>
/// <param name="Most">The most.</param>
/// <param name="Repetitions">How often it was measured; at least 3.</param>
internal sealed record MeasuredSpeed(double Median, double Least, double Most, int Repetitions)
{
    private const int FewestRepetitions = 3;

    private static readonly TimeSpan s_leastTime = TimeSpan.FromSeconds(0.5);

    /// <summary>Measures once for nothing, so that all is compiled and in memory, then at least three times.</summary>
    /// <param name="measure">Measures once.</param>
    public static async Task<MeasuredSpeed> RepeatAsync(Func<Task<double>> measure)
    {
        ArgumentNullException.ThrowIfNull(measure);
        await measure();
        List<double> found = [];
        long start = Stopwatch.GetTimestamp();
        while (found.Count < FewestRepetitions || Stopwatch.GetElapsedTime(start) < s_leastTime)
        {
            found.Add(await measure());
        }

        return From(found);
    }

    /// <summary>Sums up values.</summary>
    /// <param name="values">At least one.</param>
    public static MeasuredSpeed From(IReadOnlyList<double> values)
    {
        double[] sorted = [.. values.Order()];
        return new MeasuredSpeed(sorted[sorted.Length / 2], sorted[0], sorted[^1], sorted.Length);
    }
}
