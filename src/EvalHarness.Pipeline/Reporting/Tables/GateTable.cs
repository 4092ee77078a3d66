using EvalHarness.Gating;
using EvalHarness.Pipeline.Reporting.Wording;
using EvalHarness.Reporting;
using static EvalHarness.Pipeline.Reporting.Tables.Column<EvalHarness.Gating.GateDecision>;
using static EvalHarness.Pipeline.Reporting.Wording.ReportNumbers;

namespace EvalHarness.Pipeline.Reporting.Tables;

/// <summary>Every gate with the change, the bounds and the p that decided it.</summary>
internal static class GateTable
{
    /// <summary>A row for each candidate, under the rule that it is held to.</summary>
    public static ReportTable From(Report report)
    {
        ArgumentNullException.ThrowIfNull(report);
        ILookup<object, GateDecision> rules = report.Gates.ToLookup(RuleOf);
        return ReportTable.Create("Gates", report.Gates,
        [
            Name("Candidate", gate => gate.Candidate),
            Number("Change", gate => Difference(gate.Delta)),
            Number("Bounds", gate => Interval(gate.Low, gate.High)),
            Number("p", gate => Probability(gate.P))
                .Means("not adjusted, the smallest level at which this gate passes"),
            Outcome("Outcome", gate => gate.Outcome, gate => DecisionWords.Key(gate.Outcome)),
            Number("Adjusted p", gate => Probability(gate.AdjustedP)).AsDetail()
                .Means("the same p by Holm's method over all gates of the run, for reading one gate alone; it decides "
                    + "nothing"),
            Number("Pairs", gate => Count(gate.Pairs)).AsDetail(),
            Number("Needed", gate => Count(gate.PairsNeeded)).AsDetail()
                .Means("pairs with which an undecided gate would pass with 80 % power if quality does not change"),
            Prose("Why", gate => gate.Reason + (gate.Correction is { } source ? $" From {source}." : "")).AsDetail(),
        ], gate => GroupHeading.ForMetric(gate.Metric, Words(rules[RuleOf(gate)]))) with
        {
            Explanation = report.Gates.Count == 0
                ? ""
                : "Change in quality, candidate − baseline, paired by sample, with its one-sided bounds.",
            Notes = report.Gates.Count == 0 ? ["No gate was set, so nothing can pass."] : [],
        };
    }

    private static object RuleOf(GateDecision gate) => (gate.Metric, gate.Margin, gate.Confidence, gate.IsCounted);

    // Of a judge's metric some gates may rest on grades and others on none.
    private static string Words(IEnumerable<GateDecision> rule)
    {
        GateDecision first = rule.First();
        return first.IsCounted
            ? $", at most {Percent(first.Margin)} of one kind"
            : $", may drop by {Score(first.Margin)} at {Level(first.Confidence)}"
                + (DecisionWords.Claim(rule) is { } claim ? $", {claim}" : "");
    }
}
