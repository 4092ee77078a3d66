using EvalHarness.Cli.Rendering;
using EvalHarness.Cli.Reports;
using EvalHarness.Reporting;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Cli.Reports;

public sealed class TerminalReportTests
{
    public static TheoryData<string, string> Cases
    {
        get
        {
            TheoryData<string, string> cases = [];
            foreach (string report in SampleReports.Names)
            {
                foreach (string culture in InCulture.Names)
                {
                    cases.Add(report, culture);
                }
            }

            return cases;
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public async Task TheTerminalShowsTheStoredTableInEveryCulture(string report, string culture)
    {
        string text = await InCulture.RunAsync(
            culture, () => Task.FromResult(Render(SampleReports.Create(report), width: 100)));
        GoldenFile.Verify($"report-{report}.txt", text);
    }

    [Fact]
    public void JudgesBelowTheirLimitsAreWarnedOf()
    {
        string text = Render(SampleReports.Create("judged"), width: 100);
        Assert.Contains("preference is below its limits", text, StringComparison.Ordinal);
        Assert.Contains("is not corrected: no labels", text, StringComparison.Ordinal);
        Assert.Contains("23 outputs wait for a person", text, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', text);
    }

    [Fact]
    public void WithoutMoreAskedForItEndsWithTheDecisionOnOneScreen()
    {
        string text = Render(SampleReports.Create("realistic"), width: 100, everything: false);
        Assert.True(text.Split('\n').Length < 45);
        Assert.DoesNotContain("Perplexity", text, StringComparison.Ordinal);
        GoldenFile.Verify("report-realistic-brief.txt", text);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(80)]
    [InlineData(60)]
    public void EveryTableFitsAndBreaksNoNumberAndNoName(int width)
    {
        Report report = SampleReports.Create("judged");
        string text = Render(report, width);
        Assert.All(text.Split('\n'), line => Assert.True(line.Length <= width, line));
        Assert.DoesNotContain("…", text, StringComparison.Ordinal);
        string[] whole =
        [
            "[−0.4267, −0.3945]", "0.000131 ± 0.000005", "75.4 % [66.9 %, 82.3 %]", "summarize/judge:preference",
            "must not ship", "inconclusive",
        ];
        Assert.All(whole, words => Assert.Contains(words, text, StringComparison.Ordinal));
    }

    [Fact]
    public void HostileTextCannotSteerTheTerminal()
    {
        string text = Render(SampleReports.Create("hostile"), width: 100);
        Assert.DoesNotContain(text, c => char.IsControl(c) && c is not ('\n' or '\r'));
        Assert.DoesNotContain('\u202E', text);
    }

    private static string Render(Report report, int width, bool everything = true)
    {
        using StringWriter output = new() { NewLine = "\n" };
        using StringWriter error = new();
        Terminal terminal = new(output, error);
        terminal.Results.Profile.Width = width;
        TerminalReport.Write(terminal.Results, report, everything);
        return output.ToString();
    }
}
