using System.Globalization;
using EvalHarness.Pipeline.Prompts;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Pipeline.Prompts;

public sealed class PromptFileReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("tr-TR")]
    [InlineData("de-DE")]
    public void EveryFieldIsReadInEveryCulture(string culture)
    {
        CultureInfo.CurrentCulture = new CultureInfo(culture);
        PromptFile prompt = Read("""
            name: p
            description: Asks.
            template_format: handlebars
            template: "Q: {{q}}"
            input_variables:
              - name: q
                description: The question.
                default: "1,5"
                is_required: true
            execution_settings:
              default:
                { temperature: 0.5, max_tokens: 16, top_p: 0.9, top_k: 40, seed: -7, stop_sequences: ["\n", "END"] }
              other: { anything: goes }
            """);
        Assert.Equal(("p", "Asks.", "Q: {{q}}"), (prompt.Name, prompt.Description, prompt.Template));
        Assert.Equal(new PromptVariable("q", "The question.", "1,5", true), Assert.Single(prompt.Variables));
        Assert.Equal(
            new PromptSettings { Temperature = 0.5, MaxTokens = 16, TopP = 0.9, TopK = 40, Seed = -7 },
            prompt.Settings with { StopSequences = null });
        Assert.Equal(["\n", "END"], prompt.Settings.StopSequences);
        Assert.Equal(64, prompt.Sha256.Length);
    }

    [Fact]
    public void EveryMistakeIsReportedAtItsLine()
    {
        InvalidInputException thrown = Assert.Throws<InvalidInputException>(() => Read("""
            nmae: p
            template_format: liquid
            template: "x"
            input_variables:
              - name: q
                is_required: yes please
              - name: q
            execution_settings:
              default:
                temperature: 0,5
                max_tokens: 0
                stop: ["x"]
            """));
        Assert.Equal(
            [
                "1: unknown key \"nmae\"", "1: name is missing", "2: template_format is \"liquid\"",
                "6: is_required is \"yes please\"", "7: name is the duplicate \"q\"",
                "10: temperature is \"0,5\"", "11: max_tokens is \"0\"", "12: unknown key \"stop\"",
            ],
            thrown.Errors.Select(mistake => mistake.ToString().Split("p.yaml:")[1].Split([";", ". "], StringSplitOptions.None)[0]));
        Assert.Equal("Did you mean \"name\"?", thrown.Errors[0].Fix);
    }

    [Theory]
    [InlineData("", "not a YAML mapping")]
    [InlineData("- a\n- b\n", "not a YAML mapping")]
    [InlineData("name: p\n  template: x\n", "p.yaml:2")]
    [InlineData("name: [\n", "p.yaml:")]
    [InlineData("name: p\nname: q\ntemplate: x\n", "p.yaml:")]
    [InlineData("name: p\ntemplate: {a: b}\n", "template is not a text")]
    [InlineData("name: p\ntemplate: x\ninput_variables: 5\n", "input_variables is not a list of mappings")]
    public void AFileThatIsNoPromptIsRefused(string yaml, string expected)
    {
        InvalidInputException thrown = Assert.Throws<InvalidInputException>(() => Read(yaml));
        Assert.Contains(expected, thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void BytesThatAreNoTextAreRefused()
    {
        File.WriteAllBytes(_folder.File("p.yaml"), [.. "name: "u8, 0xC3, 0x28]);
        Assert.Contains("UTF-8", Assert.Throws<InvalidInputException>(() =>
            PromptFileReader.Read(_folder.File("p.yaml"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AMissingFileIsNamed() =>
        Assert.Contains("none.yaml", Assert.Throws<InvalidInputException>(() =>
            PromptFileReader.Read(_folder.File("none.yaml"))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("answer", "report", "question")]
    [InlineData("rank", "query", "candidate")]
    [InlineData("summarize", "report")]
    [InlineData("judge-summary", "report", "summary")]
    [InlineData("judge-review", "report", "summary", "verdicts")]
    public void TheBundledPromptsLoad(string name, params string[] variables)
    {
        PromptTemplate template = PromptTemplate.Load(RepositoryRoot.Combine("prompts", name + ".yaml"));
        Assert.Equal(variables, template.RequiredVariables);
    }

    private PromptFile Read(string yaml)
    {
        File.WriteAllText(_folder.File("p.yaml"), yaml);
        return PromptFileReader.Read(_folder.File("p.yaml"));
    }
}
