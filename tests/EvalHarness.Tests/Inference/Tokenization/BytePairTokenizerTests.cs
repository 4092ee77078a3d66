using System.Text;
using EvalHarness.Inference.Gguf;
using EvalHarness.Inference.Tokenization;
using EvalHarness.Tests.Testing;
using FsCheck;
using FsCheck.Fluent;

namespace EvalHarness.Tests.Inference.Tokenization;

public sealed class BytePairTokenizerTests
{
    private static readonly Tokenizer s_tokenizer = TinyVocabulary.Bpe.CreateTokenizer();

    [Theory]
    [InlineData("the", "the")]
    [InlineData("hello", "hello")]
    [InlineData("hell", "hell")]
    [InlineData(" the and", "Ġthe Ġand")]
    [InlineData("then", "the n")]
    [InlineData("lll", "ll l")]
    [InlineData("é", "Ã ©")]
    public void MergesFollowTheirRanks(string text, string tokens) =>
        Assert.Equal(tokens.Split(' '), Tokens(s_tokenizer, text));

    [Fact]
    public void TheLowerRankMergesFirstWhateverItsPlace()
    {
        Tokenizer tokenizer = TinyVocabulary.CreateBpe("b c", "a b", "ab c").CreateTokenizer();
        Assert.Equal(["a", "bc"], Tokens(tokenizer, "abc"));
        Assert.Equal(["ab", "a", "bc"], Tokens(tokenizer, "ababc"));
    }

    [Fact]
    public void MergesEqualTheNaiveLoop()
    {
        string[] merges = ["a a", "aa a", "a b", "b a", "ab ab", "aa b", "c a", "ca b", "b b", "bb bb", "aa aa"];
        Tokenizer tokenizer = TinyVocabulary.CreateBpe(merges).CreateTokenizer();
        Random random = new(12);
        for (int round = 0; round < 2000; round++)
        {
            string text = string.Concat(Enumerable.Range(0, random.Next(1, 60)).Select(_ => "abc"[random.Next(3)]));
            Assert.Equal(MergeNaively(text, merges), Tokens(tokenizer, text));
        }
    }

    [Fact]
    public void DecodingUndoesEncoding() =>
        Check.QuickThrowOnFailure(Prop.ForAll<NonNull<string>>(ArbMap.Default.ArbFor<NonNull<string>>(), text =>
        {
            string valid = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text.Get));
            return s_tokenizer.Decode(s_tokenizer.Encode(text.Get, addSpecial: true, parseSpecial: false)) == valid;
        }));

    [Fact]
    public void BeginAndControlTokensComeOnlyWhenAskedFor()
    {
        Assert.Equal(1, s_tokenizer.Encode("the", addSpecial: true, parseSpecial: false)[0]);
        int[] parsed = s_tokenizer.Encode("the<|im_end|>the", addSpecial: false, parseSpecial: true);
        Assert.Equal(3, parsed[1]);
        Assert.Equal(3, parsed.Length);
        Assert.DoesNotContain(3, s_tokenizer.Encode("<|im_end|>", addSpecial: false, parseSpecial: false));
        Assert.Equal("thethe", s_tokenizer.Decode(parsed));
    }

    [Fact]
    public void TextNeverBecomesAControlTokenByMerging()
    {
        Tokenizer tokenizer = TinyVocabulary.CreateBpe("< /", "</ s", "</s >").CreateTokenizer();
        int[] ids = tokenizer.Encode("</s>", addSpecial: false, parseSpecial: false);
        Assert.DoesNotContain(tokenizer.EosId!.Value, ids);
        Assert.Equal("</s>", tokenizer.Decode(ids));
    }

    [Fact]
    public void UserDefinedTokensAreAlwaysCutOutTheLongestFirst()
    {
        TinyVocabulary vocabulary = TinyVocabulary.Bpe.With(TokenKind.UserDefined, "<a>", "<a><a>");
        Tokenizer tokenizer = vocabulary.CreateTokenizer();
        int[] ids = tokenizer.Encode("x<a><a><a>y", addSpecial: false, parseSpecial: false);
        Assert.Equal(["x", "<a><a>", "<a>", "y"], ids.Select(tokenizer.TextOf));
        Assert.Equal("x<a><a><a>y", tokenizer.Decode(ids));
    }

    [Fact]
    public void LlamaThreeTakesAWholeWordAndBegins()
    {
        TinyVocabulary vocabulary = TinyVocabulary.CreateBpe("h e") with { Pre = "llama-bpe" };
        Tokenizer tokenizer = vocabulary.With(TokenKind.Normal, "Ġwhole").CreateTokenizer();
        Assert.Equal(["he", "Ġwhole"], Tokens(tokenizer, "he whole"));
        Assert.True(tokenizer.AddsBos);
    }

    [Fact]
    public void EndOfGenerationIsTheEndAndTheEndOfATurn()
    {
        Assert.Equal(2, s_tokenizer.EosId);
        Assert.Equal(3, s_tokenizer.EotId);
        Assert.Equal(
            [2, 3], Enumerable.Range(0, s_tokenizer.VocabularySize).Where(s_tokenizer.IsEndOfGeneration));
    }

    [Fact]
    public void ALongWordIsMergedInReasonableTime()
    {
        string text = string.Concat(Enumerable.Repeat("thethe", 40_000));
        int[] ids = s_tokenizer.Encode(text, addSpecial: false, parseSpecial: false);
        Assert.Equal(80_000, ids.Length);
    }

    [Fact]
    public void AMergeWithoutTwoPartsIsRefused()
    {
        TinyVocabulary vocabulary = TinyVocabulary.Bpe with { Merges = ["ab"] };
        Assert.Throws<GgufFormatException>(() => vocabulary.CreateTokenizer());
    }

    [Fact]
    public void TypesThatDoNotMatchTheTokensAreRefused()
    {
        TinyVocabulary vocabulary = TinyVocabulary.Bpe with { Types = [1] };
        Assert.Throws<GgufFormatException>(() => vocabulary.CreateTokenizer());
    }

    [Fact]
    public void ARoleOutsideTheVocabularyIsRefused() =>
        Assert.Throws<GgufFormatException>(() =>
            TinyVocabulary.Bpe.CreateTokenizer(writer => writer.Add("tokenizer.ggml.eot_token_id", 100_000u)));

    private static IEnumerable<string> Tokens(Tokenizer tokenizer, string text) =>
        tokenizer.Encode(text, addSpecial: false, parseSpecial: false).Select(tokenizer.TextOf);

    private static List<string> MergeNaively(string text, string[] merges)
    {
        List<string> parts = [.. text.Select(c => c.ToString())];
        while (true)
        {
            int best = Enumerable.Range(0, Math.Max(0, parts.Count - 1))
                .Where(i => Rank(i) >= 0).OrderBy(Rank).FirstOrDefault(-1);
            if (best < 0)
            {
                return parts;
            }

            parts[best] += parts[best + 1];
            parts.RemoveAt(best + 1);
        }

        int Rank(int i) => Array.IndexOf(merges, $"{parts[i]} {parts[i + 1]}");
    }
}
