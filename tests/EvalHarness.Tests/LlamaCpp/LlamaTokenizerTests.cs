using EvalHarness.Inference.Tokenization;
using EvalHarness.LlamaCpp;
using EvalHarness.Pipeline.Models.Gguf;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.LlamaCpp;

public sealed class LlamaTokenizerTests : IDisposable
{
    private static readonly string[] s_texts =
    [
        "", " ", "The fire began at 12:30.", "  two  spaces", "line\nfeed\r\n\ttab", "é ü ß — “quoted”", "日本語 text",
        "🙂🙃", "don't DON'T", "1234567", "\ud800 alone", "a\u0000b", "<|im_start|>user", "</s> <s>",
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [LlamaFact]
    public void TokensAndTextsAreThoseOfTheEmbeddedTokenizer()
    {
        string[] models =
        [
            RepositoryRoot.Combine("models", "baseline.gguf"),
            new TinyGguf { Vocabulary = TinyVocabulary.Bpe }.WriteTo(_folder.File("bpe.gguf")),
            new TinyGguf { Vocabulary = TinyVocabulary.Spm }.WriteTo(_folder.File("spm.gguf")),
        ];
        foreach (string model in models)
        {
            using LlamaVocabulary vocabulary = LlamaVocabulary.Load(model);
            Tokenizer theirs = vocabulary.Tokenizer;
            Tokenizer mine = GgufModelFile.Read(model, TokenizerFactory.FromGguf);
            Assert.Equal(
                (mine.BosId, mine.EosId, mine.AddsBos, mine.AddsEos, mine.VocabularySize),
                (theirs.BosId, theirs.EosId, theirs.AddsBos, theirs.AddsEos, theirs.VocabularySize));
            foreach (string text in s_texts)
            {
                int[] ids = theirs.Encode(text, addSpecial: true, parseSpecial: false);
                Assert.Equal(mine.Encode(text, addSpecial: true, parseSpecial: false), ids);
                Assert.Equal(mine.Decode(ids), theirs.Decode(ids));
                Assert.Equal(
                    mine.Encode(text, addSpecial: false, parseSpecial: true),
                    theirs.Encode(text, addSpecial: false, parseSpecial: true));
            }
        }
    }

    [LlamaFact]
    public void WhatAMessageSaysIsNoControlToken()
    {
        string model = new TinyGguf().WriteTo(_folder.File("m.gguf"));
        using LlamaVocabulary vocabulary = LlamaVocabulary.Load(model);
        Tokenizer tokenizer = vocabulary.Tokenizer;
        int control = Enumerable.Range(0, tokenizer.VocabularySize)
            .First(id => tokenizer.KindOf(id) == TokenKind.Control);
        string special = tokenizer.TextOf(control);
        string text = special + "the " + special;
        int[] ids = tokenizer.EncodeAround(text, [special.Length..text.Length]);
        Assert.Equal(control, ids[0]);
        Assert.DoesNotContain(control, ids[1..]);
        Assert.Equal(2, tokenizer.EncodeAround(text, []).Count(id => id == control));
    }
}
