using System.Globalization;
using EvalHarness.Gating;
using EvalHarness.Runs;

namespace EvalHarness.Reporting;

/// <summary>
/// Which candidates are worth a look: size against quality, and the smallest one that passes. Speed and memory stand
/// beside and decide nothing, because equal runs measure them differently.
/// </summary>
/// <param name="Points">Every candidate in the report's order.</param>
/// <param name="SmallestThatPasses">
/// The smallest candidate that may ship; of equal sizes the better one, then the first. <c>null</c> when none may
/// ship, and when no size is known.
/// </param>
/// <param name="Sentence">
/// What passes, in one sentence: of a search, whose gates share the risk among its candidates, the smallest; of a run
/// the list with sizes, since picking one of several that passed would raise the risk. <c>null</c> between two runs.
/// </param>
public sealed record Frontier(IReadOnlyList<FrontierPoint> Points, FrontierPoint? SmallestThatPasses, string? Sentence)
{
    /// <summary>The candidates that may ship, smallest first.</summary>
    public IEnumerable<FrontierPoint> Passed => BySize(Points.Where(point => point.Decision == ReleaseDecision.Ship));

    /// <summary>The frontier of a report's candidates, by its decisions, gates and sizes.</summary>
    public static Frontier From(Report report)
    {
        ArgumentNullException.ThrowIfNull(report);
        FrontierPoint[] points = [.. report.Candidates.Select(candidate => PointOf(report, candidate))];
        FrontierPoint[] marked =
        [
            .. points.Select(point => point with { DominatedBy = BestOf(points, other => other.Dominates(point)) }),
        ];
        FrontierPoint? smallest =
            BySize(marked.Where(point => point is { Decision: ReleaseDecision.Ship, FileBytes: not null }))
                .FirstOrDefault();
        return new(marked, smallest, report switch
        {
            { Question: ReportQuestion.Change } => null,
            { Untried: null } => List(BySize(marked.Where(point => point.Decision == ReleaseDecision.Ship))),
            _ => Say(marked, smallest),
        });
    }

    private static FrontierPoint PointOf(Report report, CandidateDecision candidate)
    {
        ModelSummary? model = report.Models.FirstOrDefault(found => found.Name == candidate.Candidate);
        long? baseline = report.Models.FirstOrDefault(found => found.Name == report.Baseline)?.FileBytes;
        GateDecision[] gates = [.. report.Gates.Where(gate => gate.Candidate == candidate.Candidate)];
        WorstChange? worst = WorstChange.From(gates);
        return new()
        {
            Candidate = candidate.Candidate,
            EffectiveTypes = model?.EffectiveTypes,
            Decision = candidate.Decision,
            FileBytes = model?.FileBytes,
            ShareOfBaseline = baseline > 0 ? (double?)model?.FileBytes / baseline : null,
            BitsPerWeight = model?.BitsPerWeight,
            TokensPerSecond = model?.Timings.TokensPerSecond,
            PeakMemoryBytes = model?.Timings.PeakMemoryBytes,
            Worst = worst,
            Reason = worst is null ? WhyUnknown(gates) : null,
        };
    }

    private static string WhyUnknown(GateDecision[] gates) => gates.Length == 0
        ? "There is no gate."
        : $"No paired difference for {gates.First(gate => !WorstChange.IsMeasured(gate)).Metric}.";

    // The smallest and then best of those that dominate is dominated by none, since dominance is transitive.
    private static string? BestOf(FrontierPoint[] points, Func<FrontierPoint, bool> matches) =>
        BySize(points.Where(matches)).FirstOrDefault()?.Candidate;

    private static IOrderedEnumerable<FrontierPoint> BySize(IEnumerable<FrontierPoint> points) =>
        points.OrderBy(point => point.FileBytes ?? long.MaxValue)
            .ThenByDescending(point => point.Worst?.Value ?? double.NegativeInfinity);

    private static string List(IEnumerable<FrontierPoint> passing)
    {
        string[] passed =
        [
            .. passing.Select(Describe),
        ];
        return passed.Length == 0 ? "None passes." : $"Passed: {string.Join(", ", passed)}.";
    }

    private static string Say(FrontierPoint[] points, FrontierPoint? smallest)
    {
        string[] unknown =
        [
            .. points.Where(point => point is { Decision: ReleaseDecision.Ship, FileBytes: null })
                .Select(point => point.Candidate),
        ];
        string sizes = unknown.Length == 0 ? "" : $"the size of {string.Join(", ", unknown)} is unknown";
        return smallest switch
        {
            null when unknown.Length == 0 => "None passes.",
            null => $"Smallest that passes: unknown; {sizes}.",
            _ => $"Smallest that passes: {Describe(smallest)}{Also(sizes)}.",
        };
    }

    private static string Describe(FrontierPoint point)
    {
        string?[] parts =
            [point.EffectiveTypes, point.ShareOfBaseline is { } share ? $"{Percent(share)} of the baseline" : null];
        string about = string.Join("; ", parts.OfType<string>());
        return about.Length == 0 ? point.Candidate : $"{point.Candidate} ({about})";
    }

    private static string Also(string sizes) => sizes.Length == 0 ? "" : "; " + sizes;

    private static string Percent(double share) =>
        (share * 100).ToString(share < 0.1 ? "0.0" : "0", CultureInfo.InvariantCulture) + " %";
}
