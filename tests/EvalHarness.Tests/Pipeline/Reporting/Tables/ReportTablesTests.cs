using System.Net;
using System.Text.RegularExpressions;
using EvalHarness.Pipeline.Reporting.Markdown;
using EvalHarness.Pipeline.Reporting.Tables;
using EvalHarness.Reporting;
using EvalHarness.Tests.Testing;
using EvalHarness.Web;

namespace EvalHarness.Tests.Pipeline.Reporting.Tables;

public sealed class ReportTablesTests
{
    private static readonly Report s_judged = SampleReports.Create("judged");

    [Theory]
    [InlineData("realistic")]
    [InlineData("judged")]
    [InlineData("hostile")]
    [InlineData("incomplete")]
    public void EveryRowHasACellForEachColumn(string name)
    {
        Report report = SampleReports.Create(name);
        Assert.All(
            ReportTables.Evidence(report).Append(GateTable.From(report)).Append(DecisionTable.From(report)),
            table => Assert.All(
                Rows(table), row => Assert.Equal(table.Columns.Count, row.Count)));
    }

    [Fact]
    public void ATerminalShowsTheFirstColumnOfEveryTable() =>
        Assert.All(ReportTables.Evidence(s_judged), table => Assert.False(table.Columns[0].IsDetail, table.Title));

    /// <summary>Matrices of grades are drawn as pictures in HTML, provenance and queue are folded.</summary>
    [Fact]
    public async Task MarkdownAndHtmlHaveTheSameColumnsInTheSameOrder()
    {
        string markdown = await Rendered.WithAsync(new MarkdownReportWriter(), s_judged);
        string html = await Rendered.WithAsync(new HtmlReportWriter(), s_judged);
        string[] written = [.. Regex.Matches(html, "<thead>(.*?)</thead>", RegexOptions.Singleline)
            .Select(head => Words(head.Groups[1].Value))];
        foreach (ReportTable table in ReportTables.Evidence(s_judged).Append(GateTable.From(s_judged)))
        {
            string[] headings = [.. table.Columns.Select(column => column.Heading)];
            Assert.Contains(markdown.Split('\n'), line => Plain(line) == string.Join(" | ", headings));
            if (!table.Title.StartsWith("Labelled grades", StringComparison.Ordinal))
            {
                Assert.Contains(string.Join(" | ", headings), written);
            }
        }
    }

    [Fact]
    public void EveryChangeOfACandidateStandsInOneTable()
    {
        (string Candidate, string Metric)[] gated = Keys(GateTable.From(s_judged));
        (string Candidate, string Metric)[] others = Keys(ChangeTable.From(s_judged));
        Assert.Empty(gated.Intersect(others));
        Assert.Equal(
            s_judged.Comparisons.Select(row => (row.Candidate, row.Metric)).Order(), gated.Concat(others).Order());
    }

    [Fact]
    public void ThePreferenceOfAJudgeOfPairsIsAChangeAndNoMean()
    {
        ReportTable means = MeanTable.From(s_judged);
        Assert.DoesNotContain(Rows(means), row => row[0].Text == "summarize/judge:preference");
        Assert.Contains(Rows(means), row => row[0].Text == "summarize/judge:local");
    }

    [Fact]
    public void AGateOnPeoplesGradesAndTheCorrectedScoreGiveOneChange()
    {
        ReportTable gates = GateTable.From(s_judged);
        ReportTable corrected = CorrectedTable.From(s_judged);
        Assert.Equal(
            Cell(gates, "summarize/judge:local", "q3_k", "Change"),
            corrected.Groups.Single(group => group.Heading!.Name == "summarize/judge:local").Rows
                .Where(row => row[0].Text == "q3_k" && row[1].Text == "change from the baseline")
                .Select(row => row[At(corrected, "Corrected")].Text).Single());
    }

    [Fact]
    public void TheUnadjustedPStandsBesideTheOutcomeAndSaysWhatItIs()
    {
        ReportTable gates = GateTable.From(s_judged);
        Assert.Equal(1, At(gates, "Outcome") - At(gates, "p"));
        Assert.Contains("p: not adjusted", gates.Explain(withDetails: false), StringComparison.Ordinal);
        Assert.DoesNotContain("Adjusted p", gates.Explain(withDetails: false), StringComparison.Ordinal);
        Assert.Contains("Adjusted p: the same p by Holm's", gates.Explain(withDetails: true), StringComparison.Ordinal);
    }

    [Fact]
    public void WithoutAnyGateNothingCanPassAndTheTableSaysSo()
    {
        ReportTable gates = GateTable.From(s_judged with { Gates = [] });
        Assert.Empty(gates.Groups);
        Assert.Equal(["No gate was set, so nothing can pass."], gates.Notes);
    }

    private static IEnumerable<IReadOnlyList<TableCell>> Rows(ReportTable table) =>
        table.Groups.SelectMany(group => group.Rows);

    private static (string, string)[] Keys(ReportTable table) =>
        [.. table.Groups.SelectMany(group => group.Rows.Select(row => (row[0].Text!, group.Heading!.Name)))];

    private static string? Cell(ReportTable table, string group, string row, string column) => table.Groups
        .Single(found => found.Heading!.Name == group).Rows.Single(cells => cells[0].Text == row)[At(table, column)].Text;

    private static int At(ReportTable table, string heading) =>
        table.Columns.Index().Single(column => column.Item.Heading == heading).Index;

    private static string Plain(string line) => line.Trim(' ', '|').Replace("`", "", StringComparison.Ordinal);

    private static string Words(string head) => string.Join(" | ", Regex.Matches(head, "<th[^>]*>(.*?)</th>",
        RegexOptions.Singleline).Select(cell =>
            WebUtility.HtmlDecode(Regex.Replace(cell.Groups[1].Value, "<[^>]*>", "")).Trim()));
}
