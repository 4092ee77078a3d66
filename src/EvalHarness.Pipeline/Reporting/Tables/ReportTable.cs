namespace EvalHarness.Pipeline.Reporting.Tables;

/// <summary>
/// A table of a report, described once: terminal, Markdown and HTML draw the same columns in the same order with the
/// same words.
/// </summary>
/// <param name="Title">Its title; may hold an untrusted name.</param>
/// <param name="Columns">At least one; the first tells the rows of a group apart.</param>
/// <param name="Groups">The rows; one group without a heading where there is nothing to group by.</param>
internal sealed record ReportTable(
    string Title, IReadOnlyList<TableColumn> Columns, IReadOnlyList<TableGroup> Groups)
{
    /// <summary>What it shows, as sentences; empty when its title says it.</summary>
    public string Explanation { get; init; } = "";

    /// <summary>Lines below it, untrusted.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>For those who look it up: Markdown folds it away, and a terminal leaves it out.</summary>
    public bool IsFolded { get; init; }

    /// <summary>There are no rows and no notes.</summary>
    public bool IsEmpty => Groups.Count + Notes.Count == 0;

    /// <summary>A table of some rows.</summary>
    /// <param name="title">Its title.</param>
    /// <param name="rows">What the rows are about, in their order.</param>
    /// <param name="columns">The columns.</param>
    /// <param name="heading">The heading that a row belongs under; <c>null</c> for a table without groups.</param>
    public static ReportTable Create<TRow>(
        string title,
        IEnumerable<TRow> rows,
        IReadOnlyList<Column<TRow>> columns,
        Func<TRow, GroupHeading>? heading = null)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(columns);
        return new(title, columns,
        [
            .. rows.GroupBy(row => heading?.Invoke(row)).Select(group => new TableGroup(
                group.Key,
                [.. group.Select(row => (IReadOnlyList<TableCell>)[.. columns.Select(column => column.Cell(row))])])),
        ]);
    }

    /// <summary>What it shows, with the meaning of those columns that are drawn.</summary>
    /// <param name="withDetails">Columns that are details are drawn too.</param>
    public string Explain(bool withDetails) => string.Join(' ', Columns
        .Where(column => column.Meaning is not null && Groups.Count > 0 && (withDetails || !column.IsDetail))
        .Select(column => $"{column.Heading}: {column.Meaning}.")
        .Prepend(Explanation)).Trim();
}
