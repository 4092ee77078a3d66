namespace EvalHarness;

/// <summary>An order over a sample's candidates, with what had to be dropped to read it.</summary>
/// <param name="Candidates">Best first, every id at most once.</param>
/// <param name="UnknownIds">Ids in the model's text that the sample does not offer; dropped.</param>
/// <param name="RepeatedIds">Ids given again after their first place; dropped.</param>
public sealed record Ranking(IReadOnlyList<RankedCandidate> Candidates, int UnknownIds = 0, int RepeatedIds = 0)
{
    /// <summary>Orders candidates by their scores, highest first; ties keep the candidates' own order.</summary>
    /// <param name="candidates">The sample's candidates.</param>
    /// <param name="scores">(candidates) One finite value each.</param>
    public static Ranking FromScores(IReadOnlyList<RankingCandidate> candidates, IReadOnlyList<double> scores)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        ArgumentNullException.ThrowIfNull(scores);
        if (candidates.Count != scores.Count || scores.Any(score => !double.IsFinite(score)))
        {
            throw new ArgumentException("Needs one finite score per candidate.", nameof(scores));
        }

        return new Ranking(
        [
            .. candidates
                .Select((candidate, i) => new RankedCandidate(candidate.Id, scores[i]))
                .OrderByDescending(ranked => ranked.Score),
        ]);
    }
}

/// <summary>A place in a ranking.</summary>
/// <param name="Id">The candidate.</param>
/// <param name="Score">
/// Expected grade (pointwise) or cosine similarity (embedding); <c>null</c> when only the order is known (listwise).
/// </param>
public sealed record RankedCandidate(string Id, double? Score = null);
