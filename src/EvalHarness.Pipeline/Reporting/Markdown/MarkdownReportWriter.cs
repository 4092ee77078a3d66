using EvalHarness.Gating;
using EvalHarness.Pipeline.Reporting.Tables;
using EvalHarness.Pipeline.Reporting.Wording;
using EvalHarness.Reporting;
using static EvalHarness.Pipeline.Reporting.Markdown.MarkdownText;
using static EvalHarness.Pipeline.Reporting.Wording.ReportNumbers;

namespace EvalHarness.Pipeline.Reporting.Markdown;

/// <summary>
/// GitHub-flavoured Markdown for a job summary or a pull request: the decision, the gates and the figures in tables,
/// the worst samples and the provenance folded away.
/// </summary>
public sealed class MarkdownReportWriter : IReportWriter
{
    /// <inheritdoc/>
    public string Format => "markdown";

    /// <inheritdoc/>
    public async Task WriteAsync(Report report, Stream destination, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(destination);
        MarkdownDocument document = new();
        WriteDecision(document, report);
        WriteGates(document, report);
        MarkdownModels.Write(document, report);
        WriteFlips(document, report);
        MarkdownJudges.Write(document, report);
        MarkdownSlices.Write(document, report);
        MarkdownDetails.Write(document, report);
        await destination.WriteAsync(document.ToBytes(), cancellationToken);
    }

    private static void WriteDecision(MarkdownDocument document, Report report)
    {
        document.Block($"## {Sign(report.Decision)} {Inline(DecisionWords.Headline(report))}");
        document.Block($"**{DecisionWords.Key(report, report.Decision)}** — {Inline(report.Summary)}");
        if (Frontier.Of(report).Sentence is { } sentence)
        {
            document.Block(Inline(sentence));
        }

        foreach (string note in SearchWords.Notes(report))
        {
            document.Block(Inline(note));
        }

        if (report.Incomplete is { } why)
        {
            document.Block($"**Incomplete:** {Inline(why)}");
        }

        document.Block($"{Code(report.Name)} against baseline {Code(report.Baseline)}.");
        if (report.Candidates.Count > 0)
        {
            document.Table(["candidate", "decision", "why"], report.Candidates.Select(candidate => (string[])
            [
                Code(candidate.Candidate),
                $"{Sign(candidate.Decision)} {DecisionWords.Plain(report, candidate.Decision)}",
                Inline(candidate.Reason),
            ]));
        }
    }

    private static void WriteGates(MarkdownDocument document, Report report)
    {
        document.Block("### Gates");
        if (report.Gates.Count == 0)
        {
            document.Block("No gate was set, so nothing can pass.");
            return;
        }

        document.Block("Change in quality, candidate − baseline, paired by sample. Bounds are one-sided.");
        document.Table(
            [
                "metric", "candidate", "outcome", ">change", ">bounds", ">margin", ">p", ">adjusted p", ">pairs",
                ">needed",
            ],
            report.Gates.Select(gate => (string[])
            [
                Code(gate.Metric) + (DecisionWords.Claim(gate) is { } claim ? $" {Inline(claim)}" : ""),
                Code(gate.Candidate), $"{Sign(gate.Outcome)} {DecisionWords.Key(gate.Outcome)}",
                Difference(gate.Delta), Interval(gate.Low, gate.High), Difference(-gate.Margin),
                Probability(gate.P), Probability(gate.AdjustedP), Count(gate.Pairs), Count(gate.PairsNeeded),
            ]));
        string[] reasons = [.. report.Gates.Where(gate => gate.Outcome != GateOutcome.Pass)
            .Select(gate => $"- {Code(gate.Candidate)}, {Code(gate.Metric)}: {Inline(gate.Reason)}")];
        if (reasons.Length > 0)
        {
            document.Block(reasons);
        }
    }

    private static void WriteFlips(MarkdownDocument document, Report report)
    {
        (Comparison Comparison, Flips Flips)[] flipped = [.. report.Comparisons
            .Where(comparison => comparison.Flips is not null)
            .Select(comparison => (comparison, comparison.Flips!))];
        if (flipped.Length == 0)
        {
            return;
        }

        document.Block("### Flips");
        document.Block("Samples whose pass or fail changed, in either direction.");
        document.Table(
            ["metric", "candidate", ">pairs", ">lost", ">gained", ">flipped", ">McNemar p"],
            flipped.Select(row => (string[])
            [
                Code(row.Comparison.Metric), Code(row.Comparison.Candidate), Count(row.Comparison.Pairs),
                Count(row.Flips.Lost), Count(row.Flips.Gained), Percent(row.Flips.Share),
                Probability(row.Flips.McNemarP),
            ]));
    }

    private static string Sign(ReleaseDecision decision) => decision switch
    {
        ReleaseDecision.Ship => "✅",
        ReleaseDecision.Hold => "❌",
        _ => "❔",
    };

    private static string Sign(GateOutcome outcome) => outcome switch
    {
        GateOutcome.Pass => "✅",
        GateOutcome.Fail => "❌",
        _ => "❔",
    };
}
