using EvalHarness.Gating;
using EvalHarness.Pipeline.Reporting.Tables;
using EvalHarness.Pipeline.Reporting.Wording;
using static EvalHarness.Pipeline.Reporting.Markdown.MarkdownText;

namespace EvalHarness.Pipeline.Reporting.Markdown;

/// <summary>Draws the tables of reports in Markdown.</summary>
internal static class MarkdownTable
{
    /// <summary>Appends a table with its title, what it shows and the lines below it.</summary>
    public static void Write(MarkdownDocument document, ReportTable table)
    {
        document.Block(table.IsFolded
            ? $"<details><summary>{Html(table.Title)}</summary>"
            : $"### {Inline(table.Title)}");
        if (table.Explain(withDetails: true) is { Length: > 0 } explanation)
        {
            document.Block(Inline(explanation));
        }

        if (table.Groups.Count > 0)
        {
            document.Block(
            [
                Row(table.Columns.Select(column => column.IsOfModel ? Code(column.Heading) : Inline(column.Heading))),
                Row(table.Columns.Select(column => column.IsNumber ? "--:" : "---")),
                .. table.Groups.SelectMany(group => Rows(table, group)),
            ]);
        }

        if (table.Notes.Count > 0)
        {
            document.Block(table.Notes.Select(note => $"- {Inline(note)}"));
        }

        if (table.IsFolded)
        {
            document.Block("</details>");
        }
    }

    /// <summary>An outcome as a sign.</summary>
    public static string Sign(GateOutcome outcome) => outcome switch
    {
        GateOutcome.Pass => "✅",
        GateOutcome.Fail => "❌",
        _ => "❔",
    };

    // A heading of a group takes a row of its own, its name in bold.
    private static IEnumerable<string> Rows(ReportTable table, TableGroup group) =>
    [
        .. group.Heading is { } heading
            ? [Row([$"**{Code(heading.Name)}**{Inline(heading.Words)}", .. table.Columns.Skip(1).Select(_ => "")])]
            : Array.Empty<string>(),
        .. group.Rows.Select(row => Row(table.Columns.Zip(row, Cell))),
    ];

    private static string Cell(TableColumn column, TableCell cell) => (column.Kind, cell) switch
    {
        (_, { Text: null }) => ReportNumbers.Missing,
        (CellKind.Name or CellKind.Metric, { Text: { } name }) => Code(name),
        (_, { Outcome: { } outcome, Text: { } word }) => $"{Sign(outcome)} {word}",
        (CellKind.Number or CellKind.Bar, { Text: { } number }) =>
            cell.Range is { } range ? $"{number} {range}" : number,
        (_, { Text: { } text }) => Inline(text),
    };

    private static string Row(IEnumerable<string> cells) => $"| {string.Join(" | ", cells)} |";
}
