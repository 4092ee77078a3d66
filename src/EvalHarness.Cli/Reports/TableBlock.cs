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
    private const int LongestName = 28;
    private const int LongestProse = 60;
    private const int LeastProse = 24;

    /// <summary>Characters between two columns.</summary>
    public int Gap { get; private init; }

    /// <summary>
    /// The blocks of a table's columns, details left out. Before a table is parted its headings take several lines,
    /// and its columns move together.
    /// </summary>
    /// <param name="table">The table.</param>
    /// <param name="width">Characters of a line.</param>
    public static IReadOnlyList<TableBlock> Fitting(ReportTable table, int width)
    {
        IReadOnlyList<TableBlock> parted = Fill(table, width, gap: 2, LongestWord);
        return new[]
        {
            Fill(table, width, gap: 2, heading => heading.Length), parted, Fill(table, width, gap: 1, LongestWord),
        }.FirstOrDefault(blocks => blocks.Count == 1, parted);
    }

    private static List<TableBlock> Fill(ReportTable table, int width, int gap, Func<string, int> heading)
    {
        (int Index, int Width)[] wanted =
        [
            .. table.Columns.Index().Where(column => !column.Item.IsDetail)
                .Select(column => (column.Index, Wanted(table, column.Index, heading))),
        ];
        (int Index, int Width) first = (0, Math.Min(wanted[0].Width, Math.Max(1, (width - gap) / 2)));
        List<List<(int Index, int Width)>> blocks = [[first]];
        int room = width - first.Width;
        foreach ((int index, int most) in wanted.Skip(1))
        {
            int least = table.Columns[index].Kind == CellKind.Prose ? Math.Min(most, LeastProse) : most;
            if (blocks[^1].Count > 1 && gap + least > room)
            {
                blocks.Add([first]);
                room = width - first.Width;
            }

            int given = Math.Max(1, Math.Min(most, room - gap));
            blocks[^1].Add((index, given));
            room -= gap + given;
        }

        // No column is left alone, if only for p, which belongs to its outcome.
        if (blocks.Count > 1 && blocks[^1].Count == 2 && blocks[^2].Count > 3 && gap + blocks[^2][^1].Width <= room)
        {
            blocks[^1].Insert(1, blocks[^2][^1]);
            blocks[^2].RemoveAt(blocks[^2].Count - 1);
        }

        return [.. blocks.Select(columns => new TableBlock(columns) { Gap = gap })];
    }

    private static int LongestWord(string heading) => heading.Split(' ').Max(word => word.Length);

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
