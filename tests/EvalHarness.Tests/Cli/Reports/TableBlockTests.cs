using EvalHarness.Cli.Reports;
using EvalHarness.Pipeline.Reporting.Tables;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Cli.Reports;

public sealed class TableBlockTests
{
    private static readonly IReadOnlyList<ReportTable> s_tables =
    [
        .. ReportTables.Evidence(SampleReports.Create("judged")).Where(table => table.Groups.Count > 0),
        GateTable.From(SampleReports.Create("judged")),
    ];

    [Theory]
    [InlineData(120)]
    [InlineData(80)]
    [InlineData(60)]
    [InlineData(40)]
    public void EveryColumnThatIsNoDetailIsShownOnceBesideTheFirst(int width)
    {
        foreach (ReportTable table in s_tables)
        {
            IReadOnlyList<TableBlock> blocks = TableBlock.Fitting(table, width);
            Assert.All(blocks, block => Assert.Equal(0, block.Columns[0].Index));
            Assert.Equal(
                table.Columns.Index().Where(column => !column.Item.IsDetail).Select(column => column.Index),
                blocks.SelectMany(block => block.Columns.Skip(1)).Select(column => column.Index).Prepend(0));
            Assert.All(blocks, block => Assert.InRange(
                block.Columns.Sum(column => column.Width) + (block.Gap * (block.Columns.Count - 1)), 1, width));
        }
    }

    [Fact]
    public void TheGatesStandInOneBlockAtSixtyColumns() => Assert.Single(TableBlock.Fitting(s_tables[^1], 58));

    [Fact]
    public void PStandsBesideItsOutcomeAlsoWhereTheGatesAreParted()
    {
        IReadOnlyList<TableBlock> blocks = TableBlock.Fitting(s_tables[^1], 52);
        int[] last = [.. blocks[^1].Columns.Select(column => column.Index)];
        Assert.Equal(2, blocks.Count);
        Assert.Equal(["Candidate", "p", "Outcome"], last.Select(index => s_tables[^1].Columns[index].Heading));
    }

    [Fact]
    public void ANumberTakesTheRoomThatItNeeds()
    {
        TableBlock block = TableBlock.Fitting(s_tables[^1], 120).Single();
        Assert.Equal("[−0.4267, −0.3945]".Length, block.Columns[2].Width);
    }
}
