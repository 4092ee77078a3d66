using System.Runtime.CompilerServices;

namespace EvalHarness.Metrics.Retrieval;

/// <summary>
/// Measures of one ranking that trec_eval has not: those of graded gain, and how much of it was judged. A topic without
/// relevant documents scores 0.
/// </summary>
public static class GainFormulas
{
    // gdeval's, whatever the highest grade that occurs.
    private const int HighestGrade = 4;

    /// <summary>
    /// Discounted cumulative gain with gain 2^grade − 1, discount log2(rank + 1), over that of the ideal order (Burges
    /// et al., "Learning to rank using gradient descent", 2005), as ranx's <c>ndcg_burges</c>; 0–1.
    /// </summary>
    /// <param name="ranking">The ranking; grades below its level of relevance gain nothing.</param>
    /// <param name="cutoff">Last rank looked at, of either order.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double ExponentialGain(in JudgedRanking ranking, int cutoff = int.MaxValue)
    {
        // Gains are taken relative to the highest, whose power of two may have no double.
        int highest = ranking.LevelCounts.Length - 1;
        double gained = 0;
        for (int i = 0; i < Math.Min(cutoff, ranking.Grades.Length); i++)
        {
            gained += Gain(ranking.Grades[i], ranking.RelevanceLevel, highest) / Math.Log2(i + 2);
        }

        double ideal = 0;
        int rank = 0;
        for (int grade = ranking.LevelCounts.Length - 1; grade >= ranking.RelevanceLevel; grade--)
        {
            for (int i = 0; i < ranking.LevelCounts[grade] && rank < cutoff; i++)
            {
                rank++;
                ideal += Gain(grade, ranking.RelevanceLevel, highest) / Math.Log2(rank + 1);
            }
        }

        return ideal > 0 ? gained / ideal : 0;
    }

    /// <summary>
    /// Expected reciprocal rank of the document at which a reader stops, who stops at a grade with probability
    /// (2^grade − 1) / 16 (Chapelle et al., "Expected reciprocal rank for graded relevance", 2009), as gdeval: grades
    /// above 4 count as 4; 0–1.
    /// </summary>
    /// <param name="ranking">The ranking.</param>
    /// <param name="cutoff">Last rank looked at.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double ExpectedReciprocalRank(in JudgedRanking ranking, int cutoff = int.MaxValue)
    {
        double expected = 0;
        double reading = 1;
        for (int i = 0; i < Math.Min(cutoff, ranking.Grades.Length); i++)
        {
            double stops = Gain(Math.Min(ranking.Grades[i], HighestGrade), level: 0, HighestGrade);
            expected += reading * stops / (i + 1);
            reading *= 1 - stops;
        }

        return expected;
    }

    /// <summary>
    /// Rank-biased precision: (1 − p) Σ p^(rank − 1) over the relevant documents (Moffat and Zobel, "Rank-biased
    /// precision for measurement of retrieval effectiveness", 2008); 0–1.
    /// </summary>
    /// <param name="ranking">The ranking.</param>
    /// <param name="persistence">p, the probability that a reader goes on to the next document; 0 to below 1.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double RankBiasedPrecision(in JudgedRanking ranking, double persistence)
    {
        double sum = 0;
        double weight = 1;
        foreach (int grade in ranking.Grades)
        {
            sum += grade >= ranking.RelevanceLevel ? weight : 0;
            weight *= persistence;
        }

        return (1 - persistence) * sum;
    }

    /// <summary>Share of the first <paramref name="cutoff"/> retrieved documents that have a grade; 0–1, 0 without any.
    /// </summary>
    public static double Judged(in JudgedRanking ranking, int cutoff)
    {
        int depth = Math.Min(cutoff, ranking.Grades.Length);
        int judged = 0;
        foreach (int grade in ranking.Grades[..depth])
        {
            judged += grade >= 0 ? 1 : 0;
        }

        return depth == 0 ? 0 : (double)judged / depth;
    }

    // (2^grade − 1) / 2^highest.
    private static double Gain(int grade, int level, int highest) =>
        grade > 0 && grade >= level ? Math.Pow(2, grade - highest) - Math.Pow(2, -highest) : 0;
}
