using System.Globalization;
using EvalHarness.Gating;
using EvalHarness.Reporting;

namespace EvalHarness.Pipeline.Reporting.Wording;

/// <summary>What every readable report says beside its decision, above all of a search.</summary>
internal static class SearchWords
{
    /// <summary>
    /// What stands beside the decision: candidates whose weights mostly are not what they are called, and what was not
    /// tried.
    /// </summary>
    public static IEnumerable<string> Notes(Report report)
    {
        ArgumentNullException.ThrowIfNull(report);
        foreach (string note in TypeWords.Notes(report))
        {
            yield return note;
        }

        if (Untried(report) is { } untried)
        {
            yield return untried;
        }

        if (Confidence(report) is { } confidence)
        {
            yield return confidence;
        }
    }

    /// <summary>Which candidates were not tried, and why; <c>null</c> when there are none.</summary>
    public static string? Untried(Report report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return report.Untried is not { Count: > 0 } names ? null
            : FindPassing(report) is not { } passing ? $"Not tried: {Join(names)}."
            : passing.FileBytes is null ? $"Not tried, because an earlier one passes: {Join(names)}."
            : $"Not tried, because a smaller one passes: {Join(names)}.";
    }

    /// <summary>
    /// How sure each gate must be, and why; <c>null</c> when nothing is shared: in a run that is no search, without
    /// gates, and with one candidate.
    /// </summary>
    public static string? Confidence(Report report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return report.Untried is not { } untried ? null : Confidence(
            [.. report.Gates.Where(gate => !gate.IsCounted).Select(gate => gate.Confidence)],
            report.Candidates.Count + untried.Count);
    }

    /// <summary>The same before anything is known but the gates' confidences and the number of candidates.</summary>
    public static string? Confidence(IReadOnlyList<double> levels, int candidates)
    {
        ArgumentNullException.ThrowIfNull(levels);
        IEnumerable<string> shown = levels.Distinct().Order().Select(ReportNumbers.Level);
        return levels.Count == 0 || candidates < 2 ? null : string.Create(
            CultureInfo.InvariantCulture,
            $"Each gate at {string.Join(" or ", shown)} because {candidates} candidates may be tried.");
    }

    /// <summary>The answer of a search: the smallest that passes, or what came nearest, and what was tried.</summary>
    public static string Conclusion(Report report)
    {
        ArgumentNullException.ThrowIfNull(report);
        string tried = $"Tried {Join(InOrder(report))}";
        string untried = report.Untried is { Count: > 0 } names ? $"; not tried: {Join(names)}" : "";
        return $"{Answer(report)} {tried}{untried}.";
    }

    private static string Answer(Report report)
    {
        Frontier frontier = Frontier.From(report);
        if (FindPassing(report) is { } passing)
        {
            return passing.FileBytes is null
                ? $"First that passes: {passing.Candidate}; its size is not known."
                : frontier.Sentence!;
        }

        // By the bound that a pass is decided on; a candidate without one has nothing to be near with.
        FrontierPoint? nearest = frontier.Points.Where(point => point.Worst is not null)
            .MaxBy(point => point.Worst!.Low ?? double.NegativeInfinity);
        return nearest is null
            ? "None passes."
            : $"None passes. Nearest: {nearest.Candidate}, whose worst change is "
                + $"{ReportNumbers.Margins(nearest.Worst!.Value)} margins "
                + $"{ReportNumbers.Margins(nearest.Worst.Low, nearest.Worst.High)} on {nearest.Worst.Metric}.";
    }

    private static FrontierPoint? FindPassing(Report report) =>
        Frontier.From(report).Points.FirstOrDefault(point => point.Decision == ReleaseDecision.Ship);

    private static IEnumerable<string> InOrder(Report report) => Frontier.From(report).Points
        .OrderBy(point => point.FileBytes ?? long.MaxValue)
        .Select(point => point.Candidate);

    private static string Join(IEnumerable<string> names) => string.Join(", ", names);
}
