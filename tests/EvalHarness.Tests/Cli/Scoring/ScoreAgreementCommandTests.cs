using System.Text.Json;
using EvalHarness.Cli;
using EvalHarness.Cli.Options;
using EvalHarness.Cli.Rendering;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Cli.Scoring;

public sealed class ScoreAgreementCommandTests
{
    private const string TwoRaters = "id,a,b,c\n1,1,1,1\n2,2,2,3\n3,3,2,\n4,1,1,1\n5,,3,3\n6,2,3,2\n";

    [Fact]
    public async Task TwoRatersHaveEveryFigure()
    {
        using JsonDocument document = JsonDocument.Parse(await Score(TwoRaters, "--raters", "a,b", "--json"));
        JsonElement found = document.RootElement;
        Assert.Equal(
            [
                "n", "percent_agreement", "kappa", "kappa_se", "kappa_low", "kappa_high",
                "mean_pairwise_kappa", "fleiss_kappa", "gwet_ac1", "gwet_ac2", "alpha", "alpha_low",
                "alpha_high", "pearson", "spearman", "kendall_tau_b", "labels", "confusion",
            ],
            found.EnumerateObject().Select(property => property.Name));
        Assert.Equal(5, found.GetProperty("n").GetInt32());
        Assert.Equal(0.6, found.GetProperty("percent_agreement").GetDouble(), 1e-12);

        // P_o = .6, P_e = (2·2 + 2·2 + 1·1)/25 = .36.
        Assert.Equal(0.24 / 0.64, found.GetProperty("kappa").GetDouble(), 1e-12);
        Assert.Equal("[[2,0,0],[0,1,1],[0,1,0]]", Compact(found.GetProperty("confusion")));
    }

    [Fact]
    public async Task ThreeRatersHaveAlphaOnly()
    {
        using JsonDocument document = JsonDocument.Parse(
            await Score(TwoRaters, "--raters", "a,b,c", "--level", "ordinal", "--json"));
        JsonElement found = document.RootElement;
        Assert.Equal(6, found.GetProperty("n").GetInt32());
        Assert.Equal(JsonValueKind.Number, found.GetProperty("alpha").ValueKind);
        foreach (string name in new[] { "kappa", "kappa_se", "kappa_low", "pearson", "spearman", "confusion" })
        {
            Assert.Equal(JsonValueKind.Null, found.GetProperty(name).ValueKind);
        }
    }

    [Fact]
    public async Task ConstantRatingsAreUndefinedNotPerfect()
    {
        using JsonDocument document = JsonDocument.Parse(
            await Score("id,a,b\n1,3,3\n2,3,3\n", "--raters", "a,b", "--json"));
        Assert.Equal(1, document.RootElement.GetProperty("percent_agreement").GetDouble());
        IEnumerable<JsonProperty> undefined = document.RootElement.EnumerateObject()
            .Where(property => property.Value.ValueKind == JsonValueKind.Null);

        // Kappa and its three, the four other kappas, alpha and its two, and the three correlations.
        Assert.Equal(14, undefined.Count());
    }

    [Fact]
    public async Task AScaleOrdersAndHoldsUnusedCategories()
    {
        const string gaps = "id,a,b\n1,1,1\n2,2,5\n3,5,5\n4,5,2\n5,1,1\n6,2,1\n";
        Assert.Equal(0.470588235294, await Kappa(gaps, "--weights", "linear"), 1e-9);
        Assert.Equal(0.363636363636, await Kappa(gaps, "--weights", "linear", "--scale", "1,2,3,4,5"), 1e-9);
    }

    [Fact]
    public async Task NamesNeedAScaleToBeOrdered()
    {
        const string names = "id,a,b\n1,good,good\n2,bad,bad\n3,fair,good\n4,bad,fair\n";
        using JsonDocument sorted = JsonDocument.Parse(await Score(names, "--raters", "a,b", "--json"));
        using JsonDocument given = JsonDocument.Parse(
            await Score(names, "--raters", "a,b", "--scale", "bad,fair,good", "--json"));
        Assert.Equal(JsonValueKind.Null, sorted.RootElement.GetProperty("spearman").ValueKind);
        Assert.Equal(JsonValueKind.Number, given.RootElement.GetProperty("spearman").ValueKind);
        Assert.Equal(JsonValueKind.Null, given.RootElement.GetProperty("pearson").ValueKind);
    }

    [Fact]
    public async Task TheSameFileGivesTheSameBytes()
    {
        string first = await Score(TwoRaters, "--raters", "a,b,c", "--json");
        Assert.Equal(first, await Score(TwoRaters, "--raters", "a,b,c", "--json"));
    }

    [Fact]
    public async Task TextSaysUndefinedWhereNothingIsDefined()
    {
        string text = await Score("id,a,b\n1,3,3\n", "--raters", "a,b");
        Assert.StartsWith("n\t1\npercent_agreement\t1.000000\nkappa\tundefined\n", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("id,a,b\n1,2,3\n2,2\n", "a,b", "ratings.csv:3: 2 fields; expected 3")]
    [InlineData("id,a,b\n1,2,3\n1,2,2\n", "a,b", "ratings.csv:3: duplicate id \"1\", first used on line 2")]
    [InlineData("id,a,b\n,2,3\n", "a,b", "ratings.csv:2: an empty id")]
    [InlineData("id,alice,b\n1,2,3\n", "alcie,b", "Did you mean \"alice\"?")]
    [InlineData("id,a,b\n", "a,b", "a header and no rows")]
    [InlineData("", "a,b", "an empty file")]
    [InlineData("id,a,a,b\n1,2,3,4\n", "a,b", "two columns \"a\"")]
    [InlineData("id,a,b\n1,\"2,3\n", "a,b", "ratings.csv:2: a quotation mark")]
    [InlineData("id,a,b\n1,2,3\n", "a", "at least two columns")]
    [InlineData("id,a,b\n1,2,3\n", "a,a", "different columns")]
    [InlineData("id,a,b\n1,2,x\n", "a,b", "\"x\" in column \"b\"", "--level", "interval")]
    [InlineData("id,a,b\n1,2,-3\n", "a,b", "\"-3\" in column \"b\"", "--level", "ratio")]
    [InlineData("id,a,b\n1,2,9\n", "a,b", "\"9\" in column \"b\"", "--scale", "1,2,3")]
    [InlineData("id,a,b\n1,2,3\n", "a,b", "without duplicates", "--scale", "1,1.0")]
    [InlineData("id,a,b\n1,2,3\n", "a,b", "Did you mean \"linear\"?", "--weights", "liner")]
    public async Task BadInputSaysWhereAndHowToMendIt(string text, string raters, string expected, params string[] more)
    {
        (ExitCode code, string output, string error) = await Run(text, ["--raters", raters, .. more]);
        Assert.Equal(ExitCode.BadInput, code);
        Assert.Empty(output);
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    private static async Task<double> Kappa(string text, params string[] more)
    {
        using JsonDocument document = JsonDocument.Parse(await Score(text, ["--raters", "a,b", "--json", .. more]));
        return document.RootElement.GetProperty("kappa").GetDouble();
    }

    private static async Task<string> Score(string text, params string[] more)
    {
        (ExitCode code, string output, string error) = await Run(text, more);
        Assert.Equal("", error);
        Assert.Equal(ExitCode.Passed, code);
        return output;
    }

    private static async Task<(ExitCode Code, string Output, string Error)> Run(string text, string[] more)
    {
        using TemporaryFolder folder = new();
        string path = Path.Combine(folder.Path, "ratings.csv");
        await File.WriteAllTextAsync(path, text);
        StringWriter output = new();
        StringWriter error = new();
        ExitCode code = await CommandLine.RunAsync(
            ["score", "agreement", "--input", path, "--id", "id", .. more],
            new Terminal(output, error),
            CancellationToken.None);
        return (code, output.ToString(), error.ToString());
    }

    private static string Compact(JsonElement value) => JsonSerializer.Serialize(value);
}
