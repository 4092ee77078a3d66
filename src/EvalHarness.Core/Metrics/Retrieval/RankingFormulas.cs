using System.Runtime.CompilerServices;

namespace EvalHarness.Metrics.Retrieval;

/// <summary>
/// Measures of one ranking with trec_eval's semantics; a topic without relevant documents scores 0 on every one.
/// </summary>
public static class RankingFormulas
{
    private static readonly double[] s_logs = [.. Enumerable.Range(0, 1026).Select(n => Math.Log2(n))];

    /// <summary>Relevant documents among the first <paramref name="cutoff"/> ranks, over that number; 0–1.</summary>
    public static double Precision(in JudgedRanking ranking, int cutoff) =>
        (double)RelevantWithin(ranking, cutoff) / cutoff;

    /// <summary>Share of the relevant documents found within the first <paramref name="cutoff"/> ranks; 0–1.</summary>
    public static double Recall(in JudgedRanking ranking, int cutoff) =>
        ranking.Relevant == 0 ? 0 : (double)RelevantWithin(ranking, cutoff) / ranking.Relevant;

    /// <summary>1 where a relevant document is among the first <paramref name="cutoff"/> ranks, else 0.</summary>
    public static double Success(in JudgedRanking ranking, int cutoff) =>
        RelevantWithin(ranking, cutoff) > 0 ? 1 : 0;

    /// <summary>Precision at R, the number of relevant documents; 0–1.</summary>
    public static double PrecisionAtRelevant(in JudgedRanking ranking) =>
        ranking.Relevant == 0 ? 0 : (double)RelevantWithin(ranking, ranking.Relevant) / ranking.Relevant;

    /// <summary>Precision of the whole list; 0 when nothing was retrieved.</summary>
    public static double SetPrecision(in JudgedRanking ranking) =>
        ranking.Grades.IsEmpty ? 0 : (double)ranking.RelevantRetrieved / ranking.Grades.Length;

    /// <summary>Recall of the whole list.</summary>
    public static double SetRecall(in JudgedRanking ranking) =>
        ranking.Relevant == 0 ? 0 : (double)ranking.RelevantRetrieved / ranking.Relevant;

    /// <summary>1/rank of the first relevant document, or 0 without one.</summary>
    /// <param name="ranking">The ranking.</param>
    /// <param name="cutoff">Last rank looked at.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double ReciprocalRank(in JudgedRanking ranking, int cutoff = int.MaxValue)
    {
        int depth = Math.Min(cutoff, ranking.Grades.Length);
        for (int i = 0; i < depth; i++)
        {
            if (ranking.Grades[i] >= ranking.RelevanceLevel)
            {
                return 1.0 / (i + 1);
            }
        }

        return 0;
    }

    /// <summary>Mean over all relevant documents of the precision at their rank, 0 for those not found; 0–1.</summary>
    /// <param name="ranking">The ranking.</param>
    /// <param name="cutoff">Last rank looked at; the divisor stays the number of all relevant documents.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double AveragePrecision(in JudgedRanking ranking, int cutoff = int.MaxValue)
    {
        double sum = 0;
        int found = 0;
        int depth = Math.Min(cutoff, ranking.Grades.Length);
        for (int i = 0; i < depth; i++)
        {
            if (ranking.Grades[i] >= ranking.RelevanceLevel)
            {
                sum += (double)++found / (i + 1);
            }
        }

        return found == 0 ? 0 : sum / ranking.Relevant;
    }

    /// <summary>
    /// Discounted gain over that of the ideal order: gain = grade, discount = log2(rank + 1); 0–1. (Järvelin and
    /// Kekäläinen 2002, in the variant that discounts from the first rank on.)
    /// </summary>
    /// <param name="ranking">The ranking; the relevance level plays no part.</param>
    /// <param name="cutoff">Last rank looked at, in the ideal order too.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double NormalizedGain(in JudgedRanking ranking, int cutoff = int.MaxValue)
    {
        double gain = 0;
        int depth = Math.Min(cutoff, ranking.Grades.Length);
        for (int i = 0; i < depth; i++)
        {
            int grade = ranking.Grades[i];
            if (grade > 0)
            {
                gain += grade / Log2(i + 2);
            }
        }

        return gain == 0 ? 0 : gain / IdealGain(ranking.LevelCounts, cutoff);
    }

    /// <summary>
    /// Share of judged preferences that the ranking keeps (Buckley and Voorhees 2004, "Retrieval evaluation with
    /// incomplete information"); unjudged documents play no part; 0–1.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double BinaryPreference(in JudgedRanking ranking)
    {
        int judgedNonRelevant = 0;
        for (int level = 0; level < Math.Min(ranking.RelevanceLevel, ranking.LevelCounts.Length); level++)
        {
            judgedNonRelevant += ranking.LevelCounts[level];
        }

        double bound = Math.Min(judgedNonRelevant, ranking.Relevant);
        double sum = 0;
        int above = 0;
        foreach (int grade in ranking.Grades)
        {
            if (grade < 0)
            {
                continue;
            }

            if (grade < ranking.RelevanceLevel)
            {
                above++;
            }
            else
            {
                sum += above == 0 ? 1 : 1 - (Math.Min(above, ranking.Relevant) / bound);
            }
        }

        return ranking.Relevant == 0 ? 0 : sum / ranking.Relevant;
    }

    /// <summary>Highest precision at any rank where recall is at least <paramref name="recall"/>; 0–1.</summary>
    /// <param name="ranking">The ranking.</param>
    /// <param name="recall">0–1; taken as ⌊recall·R + 0.9⌋ relevant documents.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double InterpolatedPrecision(in JudgedRanking ranking, double recall)
    {
        int needed = (int)((recall * ranking.Relevant) + 0.9);
        if (needed > ranking.RelevantRetrieved)
        {
            return 0;
        }

        int found = ranking.RelevantRetrieved;
        double best = SetPrecision(ranking);
        for (int i = ranking.Grades.Length; i > 0 && found > 0; i--)
        {
            best = Math.Max(best, (double)found / i);
            if (ranking.Grades[i - 1] >= ranking.RelevanceLevel)
            {
                if (found == needed)
                {
                    return best;
                }

                found--;
            }
        }

        return best;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double IdealGain(ReadOnlySpan<int> levelCounts, int cutoff)
    {
        double ideal = 0;
        int rank = 0;
        for (int grade = levelCounts.Length - 1; grade > 0; grade--)
        {
            for (int i = 0; i < levelCounts[grade] && rank < cutoff; i++)
            {
                rank++;
                ideal += grade / Log2(rank + 1);
            }
        }

        return ideal;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int RelevantWithin(in JudgedRanking ranking, int cutoff)
    {
        int found = 0;
        foreach (int grade in ranking.Grades[..Math.Min(cutoff, ranking.Grades.Length)])
        {
            found += grade >= ranking.RelevanceLevel ? 1 : 0;
        }

        return found;
    }

    private static double Log2(int n) => n < s_logs.Length ? s_logs[n] : Math.Log2(n);
}
