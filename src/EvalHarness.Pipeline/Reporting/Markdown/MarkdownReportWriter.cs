using EvalHarness.Pipeline.Reporting.Tables;
using EvalHarness.Pipeline.Reporting.Wording;
using EvalHarness.Reporting;
using static EvalHarness.Pipeline.Reporting.Markdown.MarkdownText;

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
        WriteList(document, "Warnings", WarningWords.From(report));
        foreach (ReportTable table in ReportTables.Evidence(report))
        {
            MarkdownTable.Write(document, table);
        }

        MarkdownSamples.Write(document, report.WorstSamples);
        MarkdownPrompts.Write(document, report.Manifest.RenderedPrompts);
        WriteList(document, "Skipped rows", report.SkippedRows.Select(mistake => mistake.ToString()));
        MarkdownTable.Write(document, ProvenanceTable.From(report));
        await destination.WriteAsync(document.ToBytes(), cancellationToken);
    }

    private static void WriteDecision(MarkdownDocument document, Report report)
    {
        string sign = MarkdownTable.Sign(DecisionWords.OutcomeOf(report.Decision));
        document.Block($"## {sign} {Inline(DecisionWords.Headline(report))}");
        document.Block($"**{DecisionWords.Key(report, report.Decision)}** — {Inline(report.Summary)}");
        if (Frontier.From(report).Sentence is { } sentence)
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
            MarkdownTable.Write(document, DecisionTable.From(report));
        }

        MarkdownTable.Write(document, GateTable.From(report));
    }

    private static void WriteList(MarkdownDocument document, string title, IEnumerable<string> lines)
    {
        string[] items = [.. lines.Select(line => $"- {Inline(line)}")];
        if (items.Length > 0)
        {
            document.Block($"### {title}");
            document.Block(items);
        }
    }
}
