using System.Runtime.CompilerServices;

namespace EvalHarness.Metrics.Retrieval;

/// <summary>A ranking as trec_eval sees it: the grade at each rank, and how many documents have each grade.</summary>
public readonly ref struct JudgedRanking
{
    /// <summary>Grade of a retrieved document that nobody judged.</summary>
    public const int NotInPool = -1;

    /// <summary>Grade of a retrieved document that was pooled for judging and not judged (a negative grade).</summary>
    public const int Unjudged = -2;

    /// <summary>Joins a ranking with its judgements.</summary>
    /// <param name="grades">
    /// (retrieved) Grade by rank, best first: 0 or more, <see cref="NotInPool"/> or <see cref="Unjudged"/>.
    /// </param>
    /// <param name="levelCounts">(grades) Judged documents by grade, retrieved or not.</param>
    /// <param name="relevanceLevel">Least grade that counts as relevant; usually 1.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public JudgedRanking(ReadOnlySpan<int> grades, ReadOnlySpan<int> levelCounts, int relevanceLevel = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(relevanceLevel, 0);
        Grades = grades;
        LevelCounts = levelCounts;
        RelevanceLevel = relevanceLevel;
        for (int level = relevanceLevel; level < levelCounts.Length; level++)
        {
            Relevant += levelCounts[level];
        }

        foreach (int grade in grades)
        {
            RelevantRetrieved += grade >= relevanceLevel ? 1 : 0;
        }
    }

    /// <summary>(retrieved) Grade by rank, best first.</summary>
    public ReadOnlySpan<int> Grades { get; }

    /// <summary>(grades) Judged documents by grade.</summary>
    public ReadOnlySpan<int> LevelCounts { get; }

    /// <summary>Least grade that counts as relevant.</summary>
    public int RelevanceLevel { get; }

    /// <summary>Relevant documents, retrieved or not.</summary>
    public int Relevant { get; }

    /// <summary>Relevant documents among the retrieved.</summary>
    public int RelevantRetrieved { get; }
}
