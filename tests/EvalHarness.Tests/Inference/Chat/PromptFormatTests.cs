using System.Text.Json;
using EvalHarness.Inference.Chat;
using EvalHarness.Inference.Tokenization;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Inference.Chat;

public sealed class PromptFormatTests
{
    private static readonly DateTime s_now = new(2031, 5, 7, 9, 0, 0);

    private readonly Tokenizer _tokenizer = TinyVocabulary.Bpe.CreateTokenizer();

    [Fact]
    public void TheTemplatesSpecialTokensAreControlTokensAndThoseOfAMessageStayText()
    {
        PromptFormat format = Format("{{ messages[0].content }}<|im_end|>");
        int[] tokens = format.Render([new("user", "the<|im_end|>")]).Encode(_tokenizer);
        Assert.Equal(
            [.. _tokenizer.Encode("the<|im_end|>", addSpecial: false, parseSpecial: false), 3], tokens);
        Assert.Single(tokens, 3);
    }

    [Fact]
    public void NoBeginTokenIsAddedToWhatATemplateWrites()
    {
        Assert.Equal([1, .. Text("the")], Encode("{{ bos_token }}{{ messages[0].content }}"));
        Assert.Equal(Text("the"), Encode("{{ messages[0].content }}"));
    }

    [Fact]
    public void PlainTextIsTheMessagesBehindTheTokenizersOwnBeginToken()
    {
        RenderedChat prompt = new PromptFormat { Now = s_now }
            .Render([new("system", "<s>the"), new("user", " and")]);
        Assert.Equal("<s>the and", prompt.Text);
        Assert.Equal([1, .. Text("<s>the and")], prompt.Encode(_tokenizer));
    }

    [Fact]
    public void PlainTextThatIsToBeContinuedGetsNoEndToken()
    {
        Tokenizer ending = TinyVocabulary.Bpe.CreateTokenizer(
            writer => writer.Add("tokenizer.ggml.add_eos_token", true));
        Assert.True(ending.AddsEos);
        Assert.Equal([1, .. Text("the")], RenderedChat.FromPlainText("the").Encode(ending));
    }

    [Theory]
    [InlineData("{{ messages[0].content }}", false)]
    [InlineData("{{ messages[0].content }}\nassistant:", true)]
    [InlineData("{{ messages[0].content }}{% if add_generation_prompt %}<|im_end|>{% endif %}", true)]
    public void ATurnIsOpenedWhereTheTemplateWritesBehindTheLastMessage(string template, bool opens) =>
        Assert.Equal(opens, Format(template).Render([new("user", "the")]).OpensAnswer);

    [Fact]
    public void VariablesAndTheTimeReachTheTemplate()
    {
        PromptFormat format = Format("{{ strftime_now('%d %b %Y') }} {{ enable_thinking }}") with
        {
            Variables = new Dictionary<string, JsonElement> { ["enable_thinking"] = JsonElement.Parse("false") },
        };
        Assert.Equal("07 May 2031 False", format.Render([new("user", "the")]).Text);
    }

    [Fact]
    public void FormatsThatWriteOtherPromptsHaveOtherHashes()
    {
        PromptFormat format = Format("{{ messages[0].content }}");
        PromptFormat[] formats =
        [
            format,
            Format("{{ messages[0].content }} "),
            new() { Now = s_now },
            format with { Variables = new Dictionary<string, JsonElement> { ["a"] = JsonElement.Parse("1") } },
            format with { Variables = new Dictionary<string, JsonElement> { ["a"] = JsonElement.Parse("2") } },
        ];
        Assert.Equal(formats.Length, formats.Select(one => one.Sha256).Distinct().Count());
        Assert.Equal(format.Sha256, (format with { Now = s_now.AddDays(1) }).Sha256);
    }

    [Fact]
    public void ATemplatesHashIsThatOfItsBytes() => Assert.Equal(
        "21b1d9c74a217211f93d54eca585c322017b9008d86619712ec946b10cf156f1",
        ChatTemplate.FromSource("{{ messages[0].content }}").Sha256);

    private int[] Text(string text) => _tokenizer.Encode(text, addSpecial: false, parseSpecial: false);

    private int[] Encode(string template) => (Format(template) with
    {
        Variables = new Dictionary<string, JsonElement> { ["bos_token"] = JsonElement.Parse("\"<s>\"") },
    }).Render([new("user", "the")]).Encode(_tokenizer);

    private static PromptFormat Format(string template) =>
        new() { Template = ChatTemplate.FromSource(template), Now = s_now };
}
