using System.Text;
using EvalHarness.Inference.Gguf;
using EvalHarness.Inference.Tokenization;
using EvalHarness.Tests.Testing;
using FsCheck;
using FsCheck.Fluent;

namespace EvalHarness.Tests.Inference.Tokenization;

public sealed class SentencePieceTokenizerTests
{
    private static readonly Tokenizer s_tokenizer = TinyVocabulary.Spm.CreateTokenizer();

    [Theory]
    [InlineData("the", "▁the")]
    [InlineData("hello", "▁hello")]
    [InlineData("the and", "▁the ▁and")]
    [InlineData(" the", "▁ ▁the")]
    [InlineData("é", "▁ <0xC3> <0xA9>")]
    [InlineData("a\nb", "▁ a <0x0A> b")]
    [InlineData("", "")]
    public void PairsMergeByScore(string text, string tokens) =>
        Assert.Equal(tokens.Split(' ', StringSplitOptions.RemoveEmptyEntries), Tokens(s_tokenizer, text));

    [Fact]
    public void TheHigherScoreMergesFirstAndTheLeftmostAmongEquals()
    {
        Tokenizer tokenizer = TinyVocabulary.CreateSpm("bc", "ab", "aa").CreateTokenizer();
        Assert.Equal(["▁", "a", "bc"], Tokens(tokenizer, "abc"));
        Assert.Equal(["▁", "aa", "a"], Tokens(tokenizer, "aaa"));
    }

    [Fact]
    public void WordsEncodedApartEqualTheWholeText()
    {
        TinyVocabulary vocabulary = TinyVocabulary.CreateSpm("▁▁", "▁a", "ab", "▁ab", "ba", "bb", "abb", "▁▁▁");
        Tokenizer apart = vocabulary.CreateTokenizer();

        // A token that goes on past a word forbids to encode words apart; its score keeps it out of every merge.
        TinyVocabulary joined = vocabulary.With(TokenKind.Normal, "zz▁zz");
        Tokenizer whole = joined.CreateTokenizer();
        Random random = new(13);
        for (int round = 0; round < 2000; round++)
        {
            string text = string.Concat(Enumerable.Range(0, random.Next(40)).Select(_ => "ab "[random.Next(3)]));
            Assert.Equal(Tokens(whole, text), Tokens(apart, text));
        }
    }

    [Fact]
    public void DecodingUndoesEncoding() =>
        Check.QuickThrowOnFailure(Prop.ForAll<NonNull<string>>(ArbMap.Default.ArbFor<NonNull<string>>(), text =>
        {
            string valid = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text.Get));
            return valid.Contains('\u2581')
                || s_tokenizer.Decode(s_tokenizer.Encode(text.Get, addSpecial: true, parseSpecial: false)) == valid;
        }));

    [Fact]
    public void ASpaceFollowsASpecialToken()
    {
        int[] ids = s_tokenizer.Encode("the</s>the", addSpecial: true, parseSpecial: true);
        Assert.Equal(["<s>", "▁the", "</s>", "▁the"], ids.Select(s_tokenizer.TextOf));
    }

    [Fact]
    public void TextThatLooksLikeAByteOrControlTokenStaysText()
    {
        int[] ids = s_tokenizer.Encode("<0x0A></s>", addSpecial: false, parseSpecial: false);
        Assert.DoesNotContain(2, ids);
        Assert.Equal("<0x0A></s>", s_tokenizer.Decode(ids));
    }

    [Fact]
    public void TheSpacePrefixCanBeSwitchedOff()
    {
        Tokenizer tokenizer =
            TinyVocabulary.Spm.CreateTokenizer(writer => writer.Add("tokenizer.ggml.add_space_prefix", false));
        Assert.Equal(["he"], Tokens(tokenizer, "he"));
        Assert.Equal(" he", tokenizer.Decode(tokenizer.Encode(" he", addSpecial: false, parseSpecial: false)));
    }

    [Fact]
    public void ScoresThatDoNotMatchTheTokensAreRefused()
    {
        TinyVocabulary vocabulary = TinyVocabulary.Spm with { Scores = [0] };
        Assert.Throws<GgufFormatException>(() => vocabulary.CreateTokenizer());
    }

    private static IEnumerable<string> Tokens(Tokenizer tokenizer, string text) =>
        tokenizer.Encode(text, addSpecial: false, parseSpecial: false).Select(tokenizer.TextOf);
}
