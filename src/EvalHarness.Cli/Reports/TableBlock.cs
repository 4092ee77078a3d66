using EvalHarness.Pipeline.Reporting.Tables;
using EvalHarness.Pipeline.Reporting.Wording;

namespace EvalHarness.Cli.Reports;

/// <summary>
/// Columns of a table that stand side by side in a terminal. A table that is too wide goes on below in a further block,
/// which starts with the table's first column again: no column is left out, and no number or name is broken.
/// </summary>
/// <param name="Columns">Indexes of the table's columns and the characters that each takes.</param>
internal sealed record TableBlock(IReadOnlyList<(int Index, int Width)> Columns)
{
    /// <summary>Characters between two columns.</summary>
    public const int Gap = 2;

    private const int LongestName = 28;
    private const int LongestProse = 60;
    private const int LeastProse = 24;

    /// <summary>The blocks of a table's columns, details left out.</summary>
    /// <param name="table">The table.</param>
    /// <param name="width">Characters of a line.</param>
    public static IReadOnlyList<TableBlock> Fitting(ReportTable table, int width)
    {
        TableBlock[] whole = [.. Fill(table, width, static heading => heading.Length)];
        return whole.Length == 1
            ? whole
            : [.. Fill(table, width, static heading => heading.Split(' ').Max(word => word.Length))];
    }

    private static IEnumerable<TableBlock> Fill(ReportTable table, int width, Func<string, int> heading)
    {
        (int Index, int Width)[] wanted =
        [
            .. table.Columns.Index().Where(column => !column.Item.IsDetail)
                .Select(column => (column.Index, Wanted(table, column.Index, heading))),
        ];
        (int Index, int Width) first = (0, Math.Min(wanted[0].Width, Math.Max(1, (width - Gap) / 2)));
        List<(int, int)> block = [first];
        int room = width - first.Width;
        foreach ((int index, int most) in wanted.Skip(1))
        {
            int least = table.Columns[index].Kind == CellKind.Prose ? Math.Min(most, LeastProse) : most;
            if (block.Count > 1 && Gap + least > room)
            {
                yield return new(block);
                block = [first];
                room = width - first.Width;
            }

            int given = Math.Max(1, Math.Min(most, room - Gap));
            block.Add((index, given));
            room -= Gap + given;
        }

        yield return new(block);
    }

    private static int Wanted(ReportTable table, int index, Func<string, int> heading)
    {
        TableColumn column = table.Columns[index];
        int longest = table.Groups.SelectMany(group => group.Rows)
            .Select(row => VisibleText.OnOneLine(TextOf(row[index])).Length)
            .DefaultIfEmpty(0)
            .Max();
        int limit = column switch
        {
            { IsNumber: true } => int.MaxValue,
            { Kind: CellKind.Prose } => LongestProse,
            _ => LongestName,
        };
        return Math.Min(limit, Math.Max(heading(VisibleText.OnOneLine(column.Heading)), longest));
    }

    /// <summary>What a cell says in a terminal.</summary>
    public static string TextOf(TableCell cell) =>
        (cell.Text ?? ReportNumbers.Missing) + (cell.Range is { } range ? " " + range : "");
}
