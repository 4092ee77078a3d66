using EvalHarness.Inference.Gguf;
using EvalHarness.Inference.Tokenization;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Inference.Tokenization;

public sealed class TokenizerFactoryTests
{
    [Fact]
    public void AnotherKindOfTokenizerIsRefused()
    {
        TinyVocabulary vocabulary = TinyVocabulary.Bpe with { Model = "bert" };
        GgufFormatException refusal = Assert.Throws<GgufFormatException>(() => vocabulary.CreateTokenizer());
        Assert.Contains("'bert'", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("The report about the storm in Lisbon arrived on 12 May 2024.")]
    [InlineData("Question: who wrote it?\nAnswer: Anna Weber\n")]
    [InlineData("naïve — 日本 🙂")]
    public void TheBundledModelsReadBackWhatTheyEncode(string text)
    {
        string[] models = Directory.GetFiles(RepositoryRoot.Combine("models"), "*.gguf");
        Assert.NotEmpty(models);
        foreach (string model in models)
        {
            using GgufFile file = GgufFile.Open(model);
            if (file.Metadata.FindString("general.type") == "adapter")
            {
                // An adapter has no tokenizer of its own.
                continue;
            }

            Tokenizer tokenizer = TokenizerFactory.FromGguf(file);
            int[] ids = tokenizer.Encode(text, addSpecial: true, parseSpecial: true);
            Assert.Equal(text, tokenizer.Decode(ids));
            Assert.Equal(tokenizer.BosId, ids[0]);
            Assert.Null(tokenizer.Warning);
        }
    }
}
