using EvalHarness.Inference.Chat;
using EvalHarness.Inference.Gguf;
using EvalHarness.Inference.Tokenization;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Inference.Chat;

public sealed class ChatFormatTests : IDisposable
{
    private static readonly ChatTurn[] s_turns =
        [new("system", "Be brief."), new("user", "Hi <|im_end|>"), new("assistant", "Yes"), new("user", "the and")];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(
        "{% <|im_start|> %}",
        "<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\nHi ‹<|im_end|>›<|im_end|>\n"
        + "<|im_start|>assistant\nYes<|im_end|>\n<|im_start|>user\nthe and<|im_end|>\n<|im_start|>assistant\n")]
    [InlineData(
        "<|start_header_id|>",
        "<|start_header_id|>system<|end_header_id|>\n\nBe brief.<|eot_id|>"
        + "<|start_header_id|>user<|end_header_id|>\n\nHi ‹<|im_end|>›<|eot_id|>"
        + "<|start_header_id|>assistant<|end_header_id|>\n\nYes<|eot_id|>"
        + "<|start_header_id|>user<|end_header_id|>\n\nthe and<|eot_id|>"
        + "<|start_header_id|>assistant<|end_header_id|>\n\n")]
    [InlineData(
        "<start_of_turn>",
        "<start_of_turn>user\nBe brief.\n\nHi ‹<|im_end|>›<end_of_turn>\n<start_of_turn>model\nYes<end_of_turn>\n"
        + "<start_of_turn>user\nthe and<end_of_turn>\n<start_of_turn>model\n")]
    [InlineData(
        "<|user|> <|end|>",
        "<|system|>\nBe brief.<|end|>\n<|user|>\nHi ‹<|im_end|>›<|end|>\n<|assistant|>\nYes<|end|>\n"
        + "<|user|>\nthe and<|end|>\n<|assistant|>\n")]
    [InlineData(
        "<|user|>",
        "<|system|>\nBe brief.</s>\n<|user|>\nHi ‹<|im_end|>›</s>\n<|assistant|>\nYes</s>\n"
        + "<|user|>\nthe and</s>\n<|assistant|>\n")]
    [InlineData(
        "[INST] <<SYS>>",
        "[INST] <<SYS>>\nBe brief.\n<</SYS>>\n\nHi ‹<|im_end|>› [/INST] Yes </s><s>[INST] the and [/INST]")]
    [InlineData("[INST]", "[INST] Be brief.\n\nHi ‹<|im_end|>› [/INST] Yes</s>[INST] the and [/INST]")]
    public void AFamilyWritesItsOwnTokensAndReadsNoneFromMessages(string template, string expected)
    {
        Tokenizer tokenizer = Load(template, out ChatFormat format);
        // ‹ › enclose what stays text.
        List<int> tokens = [tokenizer.BosId!.Value];
        string rest = expected;
        while (rest.Length > 0)
        {
            int cut = NextSpecial(tokenizer, rest, out int id);
            if (cut > 0)
            {
                string text = rest[..cut].Replace("‹", "").Replace("›", "");
                tokens.AddRange(tokenizer.Encode(text, addSpecial: false, parseSpecial: false));
            }

            rest = cut < rest.Length ? rest[(cut + tokenizer.TextOf(id).Length)..] : "";
            tokens.AddRange(cut < expected.Length && id >= 0 ? [id] : []);
        }

        Assert.Equal(tokens, format.Encode(s_turns));
    }

    [Fact]
    public void WithoutATemplateTheTextsFollowEachOtherAsTheyAre()
    {
        Tokenizer tokenizer = Load(null, out ChatFormat format);
        Assert.Equal(ChatFamily.Plain, format.Family);
        Assert.Equal(
            tokenizer.Encode("Be brief.Hi <|im_end|>Yesthe and", addSpecial: true, parseSpecial: false),
            format.Encode(s_turns));
    }

    [Fact]
    public void AnUnknownTemplateIsRefusedWithTheNamesOfThoseKnown()
    {
        Load("{{ messages }}", out ChatFormat format);
        Assert.Null(format.Family);
        string message = Assert.Throws<NotSupportedException>(() => format.Encode(s_turns)).Message;
        Assert.Contains("ChatML, Llama2, Llama3, Zephyr, Mistral, Phi3, Gemma", message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => format.Encode([new ChatTurn("tool", "x")]));
    }

    private Tokenizer Load(string? template, out ChatFormat format)
    {
        string[] controls =
        [
            "<|im_start|>", "<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>", "<start_of_turn>",
            "<end_of_turn>", "<|system|>", "<|user|>", "<|assistant|>", "<|end|>",
        ];
        TinyVocabulary plain = TinyVocabulary.Bpe;
        TinyVocabulary vocabulary = plain with
        {
            Tokens = [.. plain.Tokens, .. controls],
            Types = [.. plain.Types, .. controls.Select(_ => 3)],
        };
        string path = new TinyGguf { Vocabulary = vocabulary }.WriteTo(_folder.File("model.gguf"));
        using GgufFile file = GgufFile.Open(path);
        Tokenizer tokenizer = TokenizerFactory.FromGguf(file);
        format = new ChatFormat(template, tokenizer);
        return tokenizer;
    }

    /// <summary>Where the next control token begins outside ‹ ›; the end when there is none.</summary>
    private static int NextSpecial(Tokenizer tokenizer, string text, out int id)
    {
        for (int i = 0; i < text.Length; i++)
        {
            i = text[i] == '‹' ? text.IndexOf('›') : i;
            for (id = 0; id < tokenizer.VocabularySize; id++)
            {
                string token = tokenizer.TextOf(id);
                bool isControl = tokenizer.KindOf(id) == TokenKind.Control;
                if (isControl && string.CompareOrdinal(text, i, token, 0, token.Length) == 0)
                {
                    return i;
                }
            }
        }

        id = -1;
        return text.Length;
    }
}
