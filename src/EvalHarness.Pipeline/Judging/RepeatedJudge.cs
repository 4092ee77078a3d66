using EvalHarness.Judging;
using EvalHarness.Statistics;

namespace EvalHarness.Pipeline.Judging;

/// <summary>
/// Asks a judge several times and takes the mean of its scores, which is another instrument than a single verdict. With
/// fewer than nine tenths of the verdicts there is no mean: what is missing may be what matters. Thread-safe where the
/// judge is.
/// </summary>
/// <param name="inner">Gives the single verdicts, at a temperature above 0.</param>
/// <param name="repeats">How often it is asked; at least 2.</param>
internal sealed class RepeatedJudge(IJudge inner, int repeats) : IJudge
{
    /// <inheritdoc/>
    public string Name => inner.Name;

    /// <inheritdoc/>
    public VerdictMenu Menu => inner.Menu;

    /// <inheritdoc/>
    public async Task<Verdict> JudgeAsync(JudgingRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);

        // A repetition of the whole question never reuses a seed of this one.
        Verdict[] all = await Task.WhenAll(Enumerable.Range(0, repeats).Select(i => inner.JudgeAsync(
            request with { Repeat = (request.Repeat * repeats) + i }, cancellationToken)));
        Verdict[] scored = [.. all.Where(verdict => verdict.Score is not null)];
        Moments moments = Moments.From([.. scored.Select(verdict => verdict.Score!.Value)]);
        bool isScored = scored.Length > 0 && scored.Length >= ProbabilityWeightedScore.SmallestMass * repeats;
        Verdict shown = isScored
            ? scored.MinBy(verdict => Math.Abs(verdict.Score!.Value - moments.Mean))!
            : all.First(verdict => verdict.Score is null);
        return shown with
        {
            Score = isScored ? moments.Mean : null,
            Deviation = isScored ? moments.SampleDeviation : null,
            Message = isScored || shown.Failure is null ? null
                : FormattableString.Invariant($"{repeats - scored.Length} of {repeats} repeats: {shown.Message}"),
            OrderFlip = scored.Any(verdict => verdict.OrderFlip is not null)
                ? scored.Any(verdict => verdict.OrderFlip == true)
                : null,
            SideWinners = [.. all.SelectMany(verdict => verdict.SideWinners)],
            Claims = isScored ? Sum(scored) : null,
            Repeat = request.Repeat,
            Calls = all.Sum(verdict => verdict.Calls),
            Usage = Usages.Sum(all.Select(verdict => verdict.Usage)),
            RawText = string.Join("\n\n", all.Select(verdict => verdict.RawText)),
        };
    }

    private static ClaimTally? Sum(Verdict[] scored) => scored.Any(verdict => verdict.Claims is null)
        ? null
        : scored.Select(verdict => verdict.Claims!).Aggregate((sum, next) => new ClaimTally(
            sum.Supported + next.Supported,
            sum.Refuted + next.Refuted,
            sum.Unknown + next.Unknown,
            sum.KeyPoints + next.KeyPoints,
            sum.CoveredPoints + next.CoveredPoints));
}
