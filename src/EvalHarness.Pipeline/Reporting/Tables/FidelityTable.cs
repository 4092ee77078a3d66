using EvalHarness.Fidelity;
using EvalHarness.Reporting;
using EvalHarness.Runs;
using EvalHarness.Statistics;
using static EvalHarness.Pipeline.Reporting.Tables.Column<EvalHarness.Runs.ModelSummary>;
using static EvalHarness.Pipeline.Reporting.Wording.ReportNumbers;

namespace EvalHarness.Pipeline.Reporting.Tables;

/// <summary>How far each candidate strays from the baseline on one text.</summary>
internal static class FidelityTable
{
    /// <summary>A row for each model of which a comparison was asked; none when none was.</summary>
    public static ReportTable From(Report report)
    {
        ArgumentNullException.ThrowIfNull(report);
        ModelSummary[] models = [.. report.Models.Where(model => model.Fidelity is not null)];
        return ReportTable.Create("Fidelity", models,
        [
            Name("Candidate", model => model.Name),
            Number("Mean KL, nats", model => Least(model) + WithError(model.Fidelity!.Divergence, Divergence)),
            Number("99 % KL", model => Least(model) + Divergence(model.Fidelity!.DivergenceP99)),
            Number("Same top token", model => WithError(model.Fidelity!.SameTopToken, Percent)),
            Number("Perplexity ratio", model => WithError(model.Fidelity!.PerplexityRatio, ratio => Score(ratio))),
            Number("RMS Δp", model => WithError(model.Fidelity!.RmsDeltaP, Percent)),
            Number("Tokens", model => Count(model.Fidelity!.Tokens)),
        ]) with
        {
            Explanation = "Candidate against baseline on one text, token by token; ± is one standard error, clustered "
                + "by chunk.",
            Notes = [.. models.Select(model => (model.Name, Words: model.Fidelity!.Reason ?? Greedy(model.Fidelity)))
                .Where(note => note.Words is not null)
                .Select(note => $"{note.Name}: {note.Words}")],
        };
    }

    // Of a served candidate a few tokens are known per position: what they tell is the least.
    private static string Least(ModelSummary model) => model.Fidelity!.KnownMassBase is null ? "" : "≥ ";

    private static string WithError(ClusteredEstimate? estimate, Func<double?, string> format) =>
        estimate is not { } found || !double.IsFinite(found.Value) ? Missing
        : found.ClusteredStandardError is { } error ? $"{format(found.Value)} ± {format(error)}"
        : format(found.Value);

    private static string? Greedy(ModelFidelity fidelity) => fidelity.Greedy switch
    {
        null => null,
        { Earliest: null } greedy => FormattableString.Invariant(
            $"{greedy.Prompts} greedy continuations, all the same for {greedy.MaxTokens} tokens"),
        { Earliest: { } earliest } greedy => FormattableString.Invariant(
            $"{greedy.Identical} of {greedy.Prompts} greedy continuations the same for {greedy.MaxTokens} tokens; ")
            + FormattableString.Invariant($"the first to part agrees on {earliest}"),
    };
}
