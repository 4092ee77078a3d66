namespace EvalHarness;

/// <summary>An order over a sample's candidates, with what had to be dropped to read it.</summary>
/// <param name="Candidates">Best first, every id at most once.</param>
/// <param name="UnknownIds">Ids in the model's text that the sample does not offer; dropped.</param>
/// <param name="RepeatedIds">Ids given again after their first place; dropped.</param>
public sealed record Ranking(IReadOnlyList<RankedCandidate> Candidates, int UnknownIds = 0, int RepeatedIds = 0);

/// <summary>A place in a ranking.</summary>
/// <param name="Id">The candidate.</param>
/// <param name="Score">Expected grade (pointwise); <c>null</c> when only the order is known (listwise).</param>
public sealed record RankedCandidate(string Id, double? Score = null);
