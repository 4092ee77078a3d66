using EvalHarness.Pipeline.Reporting.Csv;
using EvalHarness.Pipeline.Reporting.Json;
using EvalHarness.Pipeline.Reporting.JUnit;
using EvalHarness.Pipeline.Reporting.Markdown;
using EvalHarness.Reporting;
using EvalHarness.Tests.Testing;
using EvalHarness.Web;

namespace EvalHarness.Tests.Pipeline.Reporting;

public sealed class ReportWriterTests
{
    private static readonly (IReportWriter Writer, string Extension)[] s_writers =
    [
        (new JsonReportWriter(), "json"),
        (new MarkdownReportWriter(), "md"),
        (new JUnitReportWriter(), "junit.xml"),
        (new CsvReportWriter(), "csv"),
        (new HtmlReportWriter(), "html"),
    ];

    public static TheoryData<string, string, string> Cases
    {
        get
        {
            TheoryData<string, string, string> cases = [];
            foreach (string report in SampleReports.Names)
            {
                foreach (string culture in InCulture.Names)
                {
                    foreach ((IReportWriter writer, _) in s_writers)
                    {
                        cases.Add(writer.Format, report, culture);
                    }
                }
            }

            return cases;
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public async Task EveryFormatIsTheStoredOneInEveryCulture(string format, string report, string culture)
    {
        (IReportWriter writer, string extension) = s_writers.Single(pair => pair.Writer.Format == format);
        string text = await InCulture.RunAsync(
            culture, () => Rendered.WithAsync(writer, SampleReports.Create(report)));
        GoldenFile.Verify($"report-{report}.{extension}", text);
    }

    [Fact]
    public async Task EqualReportsGiveEqualBytesOnEveryCall()
    {
        foreach ((IReportWriter writer, _) in s_writers)
        {
            string first = await Rendered.WithAsync(writer, SampleReports.Create("realistic"));
            string second = await Rendered.WithAsync(writer, SampleReports.Create("realistic"));
            Assert.Equal(first, second);
        }
    }

    [Fact]
    public async Task NoFormatLetsControlOrBidirectionalCharactersThrough()
    {
        foreach ((IReportWriter writer, _) in s_writers)
        {
            string text = await Rendered.WithAsync(writer, SampleReports.Create("hostile"));
            Assert.DoesNotContain(text, c => char.IsControl(c) && c is not ('\n' or '\r' or '\t'));
            Assert.DoesNotContain(text, c => c is '\u202E' or '\u200B' or '\u2028' or '\uFEFF');
            Assert.DoesNotContain("\U000E0041", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task TheStreamStaysOpenForItsOwner()
    {
        foreach ((IReportWriter writer, _) in s_writers)
        {
            using MemoryStream stream = new();
            await writer.WriteAsync(SampleReports.Create("realistic"), stream, CancellationToken.None);
            Assert.True(stream.CanWrite);
        }
    }
}
