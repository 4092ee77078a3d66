using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using EvalHarness.Tests.Testing;
using EvalHarness.Web;

namespace EvalHarness.Tests.Web;

public sealed partial class HtmlReportWriterTests
{
    [Fact]
    public async Task NoModelTextBecomesMarkup()
    {
        string html = await RenderAsync("hostile");
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<img", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<!--", html, StringComparison.Ordinal);
        Assert.Single(Matches("</style>", html));
        Assert.Equal(2, Matches("</title>", html[..html.IndexOf("<body", StringComparison.Ordinal)]).Count
            + Matches("<title>", html[..html.IndexOf("<body", StringComparison.Ordinal)]).Count);
        Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt;", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("realistic")]
    [InlineData("judged")]
    [InlineData("hostile")]
    [InlineData("incomplete")]
    public async Task ThePageAsksForNothingAndRunsNothing(string report)
    {
        string html = await RenderAsync(report);
        foreach (Match tag in Tag().Matches(WithoutStyle(html)))
        {
            Assert.DoesNotMatch(@"\s(on\w+|style|srcdoc|action|formaction|background)=", Unquoted(tag.Value));
            Assert.DoesNotMatch(@"\s(src|href)=""(?!#|data:,"")", tag.Value);
        }

        Assert.DoesNotContain("@import", html, StringComparison.Ordinal);
        Assert.DoesNotContain("url(", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ThePolicyAllowsTheStyleSheetByItsHashAlone()
    {
        string html = await RenderAsync("realistic");
        string sheet = Regex.Match(html, "<style>(.*?)</style>", RegexOptions.Singleline).Groups[1].Value;
        string hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(sheet)));
        string policy = System.Net.WebUtility.HtmlDecode(
            Regex.Match(html, "Content-Security-Policy\" content=\"([^\"]*)\"").Groups[1].Value);
        Assert.StartsWith($"default-src 'none'; style-src 'sha256-{hash}'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("realistic")]
    [InlineData("judged")]
    [InlineData("hostile")]
    public async Task EveryLabelNamesAnElementOnceOnThePage(string report)
    {
        string html = await RenderAsync(report);
        List<string> ids = [.. Regex.Matches(html, "\\sid=\"([^\"]*)\"").Select(match => match.Groups[1].Value)];
        Assert.Equal(ids.Count, ids.Distinct().Count());
        IEnumerable<string> references = Regex.Matches(html, "aria-labelledby=\"([^\"]*)\"")
            .SelectMany(match => match.Groups[1].Value.Split(' '))
            .Concat(Regex.Matches(html, "href=\"#([^\"]*)\"").Select(match => match.Groups[1].Value));
        Assert.Empty(references.Except(ids));
    }

    [Fact]
    public async Task ThePictureIsSaidInWords()
    {
        string html = await RenderAsync("realistic");
        Assert.Contains(
            "One-sided 95 % bounds [−0.4267, −0.3945] against the margin −0.0200: fail.",
            html,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheVerdictComesBeforeTheEvidence()
    {
        string html = await RenderAsync("judged");
        int[] order = [.. new[] { "<h1", "id=\"differences\"", "id=\"models\"", "id=\"metrics\"", "id=\"gates\"",
            "id=\"flips\"", "id=\"judges\"", "id=\"samples\"", "id=\"missing\"", "id=\"provenance\"" }
            .Select(part => html.IndexOf(part, StringComparison.Ordinal))];
        Assert.DoesNotContain(-1, order);
        Assert.Equal(order.Order(), order);
    }

    [Fact]
    public async Task JudgesAreShownOnlyWhereSomethingWasJudged()
    {
        Assert.DoesNotContain("id=\"judges\"", await RenderAsync("realistic"), StringComparison.Ordinal);
        string html = await RenderAsync("judged");
        Assert.Contains("href=\"#judges\"", html, StringComparison.Ordinal);
        Assert.Contains("preference is below its limits", html, StringComparison.Ordinal);
        Assert.Contains("and 3 more in report.json", html, StringComparison.Ordinal);
        Assert.Contains(
            "own value is −0.2980, corrected −0.3120, 95 % interval [−0.4530, −0.1710].",
            html,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task JudgesTextIsEncodedAndItsInvisibleCharactersAreShown()
    {
        string html = await RenderAsync("hostile");
        int start = html.IndexOf("id=\"judges\"", StringComparison.Ordinal);
        int end = html.IndexOf("id=\"samples\"", StringComparison.Ordinal);
        string judges = html[start..end];
        Assert.Contains("@shortfall &quot;&#x27;&gt;&lt;script&gt;alert(1)", judges, StringComparison.Ordinal);
        Assert.Contains("⟨U&#x2B;202E⟩", judges, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", judges, StringComparison.Ordinal);
        Assert.DoesNotContain("∞", judges, StringComparison.Ordinal);
        Assert.DoesNotContain("Infinity", judges, StringComparison.Ordinal);
    }

    private static Task<string> RenderAsync(string report) =>
        Rendered.WithAsync(new HtmlReportWriter(), SampleReports.Create(report));

    private static MatchCollection Matches(string text, string html) => Regex.Matches(html, Regex.Escape(text));

    private static string WithoutStyle(string html) =>
        Regex.Replace(html, "<style>.*?</style>", "", RegexOptions.Singleline);

    private static string Unquoted(string tag) => Regex.Replace(tag, "\"[^\"]*\"", "\"\"");

    [GeneratedRegex("<[a-zA-Z](?:[^>\"]|\"[^\"]*\")*>")]
    private static partial Regex Tag();
}
