using System.Globalization;
using CsvHelper;
using EvalHarness.Gating;
using EvalHarness.Pipeline.Reporting.Csv;
using EvalHarness.Reporting;
using EvalHarness.Tests.Testing;
using FsCheck;
using FsCheck.Fluent;

namespace EvalHarness.Tests.Pipeline.Reporting.Csv;

public sealed class CsvReportWriterTests
{
    [Fact]
    public async Task NumbersComeBackExactlyAndNegativeOnesAreNotGuarded()
    {
        Report report = SampleReports.Create("realistic");
        string[] lines = (await Rendered.WithAsync(new CsvReportWriter(), report)).TrimEnd('\n').Split('\n');
        Assert.Equal(1 + (8 * 5), lines.Length);
        string row = lines.Single(line => line.StartsWith("q2_k,summarize/rouge1,", StringComparison.Ordinal));
        Comparison comparison =
            report.Comparisons.Single(found => (found.Candidate, found.Metric) == ("q2_k", "summarize/rouge1"));
        Assert.Equal(comparison.Delta, double.Parse(row.Split(',')[11], CultureInfo.InvariantCulture));
    }

    [Fact]
    public void NoTextStartsAFormula() => Check.QuickThrowOnFailure(Prop.ForAll<NonNull<string>>(text =>
        text.Get.Length == 0
        || CsvReportWriter.Guarded(text.Get)[0] is not ('=' or '+' or '-' or '@' or '\t' or '\r')));

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("-2", "'-2")]
    [InlineData("@A1", "'@A1")]
    [InlineData("\t=1", "'\t=1")]
    [InlineData("＝1", "'＝1")]
    [InlineData("q8_0", "q8_0")]
    public void AFormulaBecomesText(string text, string cell) => Assert.Equal(cell, CsvReportWriter.Guarded(text));

    [Fact]
    public async Task EveryRowHasEveryColumn()
    {
        foreach (string name in SampleReports.Names)
        {
            string text = await Rendered.WithAsync(new CsvReportWriter(), SampleReports.Create(name));
            using CsvReader reader = CsvReader.Create(new StringReader(text));
            int columns = 0;
            foreach (CsvRow row in reader)
            {
                columns = columns == 0 ? row.FieldCount : columns;
                Assert.Equal(columns, row.FieldCount);
            }
        }
    }
}
