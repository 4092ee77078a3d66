using System.Globalization;
using System.Text.Json;
using EvalHarness.Pipeline.Configuration;
using EvalHarness.Pipeline.Configuration.Loading;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Pipeline.Configuration.Loading;

public sealed class ConfigurationFileTests : IDisposable
{
    private const string Valid = ConfigurationFolder.Valid;

    private readonly ConfigurationFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ValuesDefaultsAndPathsAreResolved()
    {
        EvalConfiguration values = _folder.Load(Valid).Values;
        Assert.Equal("nightly", values.Name);
        Assert.Equal(["base", "q4_0", "remote"], values.Models.Keys);
        Assert.Equal(["rank", "answer"], values.Tasks.Keys);
        Assert.Equal(_folder.PathOf("m.gguf"), values.Models["base"].Path);
        Assert.Equal("q4_0", values.Models["q4_0"].Quantize!.Type);
        Assert.Equal("s3cr3t-value", values.Models["remote"].ApiKey);
        Assert.Equal(RankingMode.Pointwise, values.Tasks["rank"].Ranking);
        Assert.Equal(["0", "1", "2"], values.Tasks["rank"].Grades);
        Assert.Equal((0.5, 0.9, 1L), (values.Generation.Temperature, values.Generation.TopP, values.Generation.Seed));
        Assert.Equal(new("answer/exact_match", 0.03, 0.95, 0.01), values.Gates[0].ToRule());
        Assert.Equal(_folder.PathOf(".evalharness/runs"), values.Output);
    }

    [Fact]
    public void TheCanonicalTextShowsNoSecretAndNoPlace()
    {
        ResolvedConfiguration resolved = _folder.Load(Valid);
        Assert.DoesNotContain("s3cr3t", resolved.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(_folder.PathOf(""), resolved.Text, StringComparison.Ordinal);
        Assert.Contains("\"apiKey\": \"${KEY}\"", resolved.Text, StringComparison.Ordinal);
        Assert.Contains("\"confidence\": 0.95", resolved.Text, StringComparison.Ordinal);
        Assert.Equal("401 for ${KEY}!", resolved.Redact("401 for s3cr3t-value!"));
        Assert.Matches("^[0-9a-f]{64}$", resolved.Sha256);
    }

    [Fact]
    public void SpellingDoesNotChangeTheHashButValuesDo()
    {
        string hash = _folder.Load(Valid).Sha256;
        Assert.Equal(hash, _folder.Load(Valid
            .Replace("// a comment", "", StringComparison.Ordinal)
            .Replace("0.5, \"topP\": 0.9", "5e-1, \"topP\": 0.90, \"seed\": 1", StringComparison.Ordinal)
            .Replace("\"baseline\": \"base\",", "\"baseline\": \"base\", \"store\": \"sqlite:other.db\",",
                StringComparison.Ordinal)).Sha256);
        Assert.NotEqual(hash, _folder.Load(Valid.Replace("0.03", "0.04", StringComparison.Ordinal)).Sha256);
    }

    [Theory]
    [InlineData("")]
    [InlineData("tr-TR")]
    [InlineData("de-DE")]
    public async Task EveryCultureGivesTheSameBytes(string culture)
    {
        string expected = _folder.Load(Valid).Text;
        Assert.Equal(expected, await InCulture.RunAsync(culture, () => Task.FromResult(_folder.Load(Valid).Text)));
    }

    [Fact]
    public void TheCanonicalTextReadsBackToTheSameValues()
    {
        ResolvedConfiguration resolved = _folder.Load(Valid);
        EvalConfiguration stored = ConfigurationFile.ParseResolved(resolved.Text, "run r1");
        Assert.Equal("m.gguf", stored.Models["base"].Path);
        Assert.Equal("${KEY}", stored.Models["remote"].ApiKey);
        Assert.Equal(
            JsonSerializer.Serialize(resolved.Values.Gates), JsonSerializer.Serialize(stored.Gates));
        Assert.Equal(["rank", "answer"], stored.Tasks.Keys);
    }

    [Fact]
    public void EveryMistakeIsListedAtOnceWithItsPlaceAndItsMend()
    {
        IReadOnlyList<InputError> mistakes = _folder.Mistakes(ManyMistakes.Text);
        GoldenFile.Verify(
            "configuration-mistakes.txt", string.Concat(mistakes.Select(mistake => mistake + "\n")));
    }

    [Theory]
    [InlineData("{ \"name\": ", "line 1, column")]
    [InlineData("{\n  \"name\": \"x\"\n  \"models\": {}\n}", "line 3, column 3")]
    [InlineData("[]", "$ (line 1, column 1)")]
    [InlineData("", "line 1, column 1")]
    [InlineData("{} {}", "line 1, column 4")]
    public void BrokenJsonIsReportedWithItsPlace(string json, string place) =>
        Assert.Contains(place, _folder.Mistakes(json)[0].Location, StringComparison.Ordinal);

    [Fact]
    public void AByteOrderMarkAndCommentsAreFine() => Assert.Equal(
        "nightly", _folder.Load("\uFEFF/* before */\n" + Valid).Values.Name);

    [Fact]
    public void DeepNestingIsRefused() => Assert.Contains(
        "depth", _folder.Mistakes(new string('[', 100_000))[0].Actual, StringComparison.Ordinal);

    [Fact]
    public void AMissingFileSaysHowToMakeOne() => Assert.Contains("evalharness init",
        Assert.Throws<InvalidInputException>(() => ConfigurationFile.Load("/none/eval.config.json")).Message,
        StringComparison.Ordinal);

    [Fact]
    public void ASecretNeverShowsInAMessage()
    {
        string json = Valid.Replace("http://127.0.0.1:8080/v1", "${KEY}", StringComparison.Ordinal);
        string message = Assert.Throws<InvalidInputException>(() => _folder.Load(json)).Message;
        Assert.Contains("${KEY}", message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cr3t", message, StringComparison.Ordinal);
    }

    [Fact]
    public void PlaceholdersOfACommandAreLeftToTheProvider()
    {
        string json = Valid.Replace(
            "\"provider\": \"openai\", \"endpoint\": \"http://127.0.0.1:8080/v1\", "
            + "\"model\": \"m\", \"apiKey\": \"${KEY}\"",
            "\"provider\": \"process\", \"model\": \"m\", "
            + "\"command\": [\"serve\", \"${model}\", \"${port}\", \"--key=${KEY}\"]",
            StringComparison.Ordinal);
        Assert.Equal(
            ["serve", "${model}", "${port}", "--key=s3cr3t-value"],
            _folder.Load(json).Values.Models["remote"].Command);
    }

    [Fact]
    public void NumbersAreReadInvariantly()
    {
        CultureInfo.CurrentCulture = new CultureInfo("de-DE");
        Assert.Equal(0.5, _folder.Load(Valid).Values.Generation.Temperature);
    }
}
