using EvalHarness.Fidelity;
using EvalHarness.Pipeline.Reporting.Wording;
using EvalHarness.Reporting;
using EvalHarness.Statistics;

namespace EvalHarness.Pipeline.Reporting.Tables;

/// <summary>How far one candidate strays from the baseline, as every report shows it.</summary>
/// <param name="Candidate">Its name.</param>
/// <param name="Cells">One text for each of <see cref="Titles"/>.</param>
/// <param name="Reason">Why nothing was measured; <c>null</c> when it was.</param>
internal sealed record FidelityRow(string Candidate, IReadOnlyList<string> Cells, string? Reason)
{
    /// <summary>What the table shows, in one sentence.</summary>
    public const string Explanation =
        "Candidate against baseline on one text, token by token; ± is one standard error, clustered by chunk.";

    /// <summary>Headings of the cells.</summary>
    public static IReadOnlyList<string> Titles { get; } =
        ["mean KL, nats", "99 % KL", "same top token", "perplexity ratio", "RMS Δp", "tokens"];

    /// <summary>A row for each model of which a comparison was asked; empty when none was.</summary>
    public static IReadOnlyList<FidelityRow> AllOf(Report report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return [.. report.Models
            .Where(model => model.Fidelity is not null)
            .Select(model => Of(model.Name, model.Fidelity!) with { Greedy = ConfidenceRow.GreedyOf(model) })];
    }

    /// <summary>Where greedy continuations part; <c>null</c> when nothing was continued.</summary>
    public string? Greedy { get; init; }

    private static FidelityRow Of(string candidate, ModelFidelity fidelity) => new(
        candidate,
        [
            BoundOf(fidelity) + WithError(fidelity.Divergence, ReportNumbers.Divergence),
            BoundOf(fidelity) + ReportNumbers.Divergence(fidelity.DivergenceP99),
            WithError(fidelity.SameTopToken, ReportNumbers.Percent),
            WithError(fidelity.PerplexityRatio, ReportNumbers.Score),
            WithError(fidelity.RmsDeltaP, ReportNumbers.Percent),
            ReportNumbers.Count(fidelity.Tokens),
        ],
        fidelity.Reason);

    // Of a served candidate a few tokens are known per position: what they tell is the least.
    private static string BoundOf(ModelFidelity fidelity) => fidelity.KnownMassBase is null ? "" : "≥ ";

    private static string WithError(ClusteredEstimate? estimate, Func<double?, string> format) =>
        estimate is not { } found || !double.IsFinite(found.Value) ? ReportNumbers.Missing
        : found.ClusteredStandardError is { } error ? $"{format(found.Value)} ± {format(error)}"
        : format(found.Value);
}
