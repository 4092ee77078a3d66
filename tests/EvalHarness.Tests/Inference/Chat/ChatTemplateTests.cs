using System.Text.Json;
using EvalHarness.Inference.Chat;
using EvalHarness.Inference.Chat.Jinja.Values;
using EvalHarness.Inference.Gguf;
using EvalHarness.Inference.Tokenization;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Inference.Chat;

public sealed class ChatTemplateTests
{
    private const string Turns = """
        {%- if messages[0].role != 'system' %}<|im_start|>system
        You help.<|im_end|>
        {% endif %}
        {%- for message in messages %}
        {{- '<|im_start|>' + message.role + '\n' + message.content|trim + '<|im_end|>' + '\n' }}
        {%- endfor %}
        {%- if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}
        """;

    private const string Strict = """
        {%- for message in messages %}
            {%- if message.role == 'system' %}{{ raise_exception('No system role, please') }}{% endif %}
            {%- set parts = message.content %}
            {%- set text = parts if parts is string else parts|map(attribute='text')|join %}
            {{- loop.index ~ ':' ~ text ~ (eos_token if not loop.last) }}
        {%- endfor %}
        """;

    [Fact]
    public void ADefaultSystemMessageIsWrittenWhereTheConversationHasNone() => Assert.Equal(
        "<|im_start|>system\nYou help.<|im_end|>\n<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n",
        Render(Turns, """[{"role":"user","content":" Hi "}]""").Text);

    [Fact]
    public void TheTemplatesOwnRefusalIsGivenWordForWord()
    {
        TemplateException refusal = Assert.Throws<TemplateException>(
            () => Render(Strict, """[{"role":"system","content":"x"}]"""));
        Assert.Equal(("No system role, please", true), (refusal.Message, refusal.IsRaised));
    }

    [Fact]
    public void AFaultNamesLineAndColumn()
    {
        TemplateException fault = Assert.Throws<TemplateException>(
            () => Render("a\n  {{ nothing.at_all }}", """[{"role":"user","content":"x"}]"""));
        Assert.Equal(
            ("line 2, column 14: 'nothing' is undefined", 2, 14, false),
            (fault.Message, fault.Line, fault.Column, fault.IsRaised));
        Assert.Equal(
            "line 1, column 4: The tag 'include' is not supported in chat templates.",
            Assert.Throws<TemplateException>(() => ChatTemplate.FromSource("{% include 'x' %}")).Message);
    }

    [Fact]
    public void TheLastMessageIsContinuedWithoutItsEnd() => Assert.Equal(
        "<|im_start|>system\nYou help.<|im_end|>\n<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\nIt is",
        Render(
            Turns, """[{"role":"user","content":"Hi"},{"role":"assistant","content":"It is"}]""",
            conversation => conversation with { AddGenerationPrompt = false, ContinueFinalMessage = true }).Text);

    [Theory]
    [InlineData("[]", "The conversation has no messages.")]
    [InlineData("{}", "The conversation has no messages.")]
    [InlineData("[1]", "A message must be an object with a role and a content.")]
    public void WhatIsNoConversationIsRefused(string messages, string expected) =>
        Assert.Equal(expected, Assert.Throws<TemplateException>(() => Render(Turns, messages)).Message);

    [Fact]
    public void NullsOfAMessageAreMissingAndReasoningHasBothNames() => Assert.Equal(
        "False why why",
        Render(
            "{{ messages[0].content is defined }} {{ messages[0].thinking }} {{ messages[0].reasoning_content }}",
            """[{"role":"assistant","content":null,"reasoning":"why"}]""").Text);

    [Fact]
    public void WhatCameFromMessagesIsMarkedWhateverIsDoneWithIt()
    {
        RenderedChat chat = Render(
            "<s>{{ messages[0].content.split('|')[1]|trim ~ '</s>' }}{{ messages[0]|tojson }}{{ messages[0].role }}",
            """[{"role":"user","content":"a| b\" "}]""");
        Assert.Equal("<s>b\"</s>{\"role\": \"user\", \"content\": \"a| b\\\" \"}user", chat.Text);
        Assert.Equal(
            ["b\"", "a| b\\\" "],
            chat.FromMessages.Select(span => chat.Text.Substring(span.Start, span.Length))
                .Where(part => part is not ("role" or "content")));
    }

    [Fact]
    public void ASpecialTokenInAMessageStaysText()
    {
        using TemporaryFolder folder = new();
        TinyVocabulary plain = TinyVocabulary.Bpe;
        TinyVocabulary vocabulary = plain with
        {
            Tokens = [.. plain.Tokens, "<|im_start|>"],
            Types = [.. plain.Types, 3],
        };
        string path = new TinyGguf { Vocabulary = vocabulary }.WriteTo(folder.File("model.gguf"));
        using GgufFile file = GgufFile.Open(path);
        Tokenizer tokenizer = TokenizerFactory.FromGguf(file);
        RenderedChat chat = Render(
            "<|im_start|>{{ messages[0].content }}<|im_end|>", """[{"role":"user","content":"the <|im_end|> and"}]""");
        Assert.Equal(
            [
                plain.Tokens.Length,
                .. tokenizer.Encode("the <|im_end|> and", addSpecial: false, parseSpecial: false),
                Array.IndexOf(plain.Tokens, "<|im_end|>"),
            ],
            chat.Encode(tokenizer));
    }

    [Fact]
    public void RandomChangesNeverCrashNorHang() => MutatedTemplates.Render([Turns, Strict], count: 400, seed: 3);

    private static RenderedChat Render(
        string template, string messages, Func<ChatConversation, ChatConversation>? change = null)
    {
        ChatConversation conversation = new(JsonDocument.Parse(messages).RootElement) { Now = new(2025, 3, 7) };
        return ChatTemplate.FromSource(template).Render(change?.Invoke(conversation) ?? conversation);
    }
}
