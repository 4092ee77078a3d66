using EvalHarness.Inference.Tokenization;
using EvalHarness.Pipeline.Fidelity;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Pipeline.Fidelity;

public sealed class TokenTextsTests
{
    private static readonly TokenListing s_bytePairs = Listing(TinyVocabulary.Bpe.With(TokenKind.Normal, "Ã©", "Â"));
    private static readonly TokenListing s_pieces = Listing(TinyVocabulary.Spm);

    [Theory]
    [InlineData("Ġthe", " the")]
    [InlineData("hello", "hello")]
    [InlineData("Ã©", "é")]
    [InlineData("Ã", "bytes:\\xc3")]
    [InlineData("Ã", "bytes: \\xC3")]
    [InlineData("Ã", "token_id:{id}")]
    [InlineData("</s>", "</s>")]
    [InlineData("h", "h")]
    public void AByteLevelTokenIsFoundByTheTextThatAServerWrites(string token, string said) =>
        Finds(s_bytePairs, token, said);

    [Theory]
    [InlineData("▁the", " the")]
    [InlineData("he", "he")]
    [InlineData("a", "a")]
    [InlineData("<0x0A>", "\n")]
    [InlineData("<0xC3>", "bytes:\\xc3")]
    public void APieceIsFoundByTheTextThatAServerWrites(string token, string said) => Finds(s_pieces, token, said);

    [Theory]
    [InlineData("\uFFFD")]
    [InlineData("\uFFFD\uFFFD")]
    [InlineData("Ġthe")]
    [InlineData("unheard of")]
    [InlineData("")]
    [InlineData("bytes:\\xc")]
    [InlineData("token_id:99999")]
    [InlineData("token_id:-1")]
    public void ATextOfNoTokenOrOfSeveralNamesNone(string said) =>
        Assert.Null(TokenTexts.Decoded(s_bytePairs).Find(said));

    [Fact]
    public void TwoTokensOfOneTextAreNotToldApart()
    {
        // A second token of the same byte, beside the one of the alphabet.
        Assert.Null(TokenTexts.Decoded(s_bytePairs).Find("bytes:\\xc2"));
        Assert.NotNull(TokenTexts.Decoded(Listing(TinyVocabulary.Bpe)).Find("bytes:\\xc2"));
    }

    [Fact]
    public void BrokenCharactersAndSilentControlTokensAreAcceptedWhereTheTokenIsKnown()
    {
        TokenTexts texts = TokenTexts.Decoded(s_bytePairs);
        Assert.True(texts.Matches(IdOf(s_bytePairs, "Ã"), "\uFFFD"));
        Assert.True(texts.Matches(IdOf(s_bytePairs, "</s>"), ""));
        Assert.False(texts.Matches(IdOf(s_bytePairs, "h"), "\uFFFD"));
        Assert.False(texts.Matches(IdOf(s_bytePairs, "h"), ""));
        Assert.False(texts.Matches(IdOf(s_bytePairs, "h"), "token_id:1"));
    }

    [Fact]
    public void TheVocabularysOwnTextsAreAnotherForm()
    {
        TokenTexts raw = TokenTexts.Raw(s_bytePairs);
        Assert.Equal(IdOf(s_bytePairs, "Ġthe"), raw.Find("Ġthe"));
        Assert.Equal(IdOf(s_bytePairs, "Ã©"), raw.Find("Ã©"));
        Assert.Null(raw.Find(" the"));
    }

    private static void Finds(TokenListing tokens, string token, string said)
    {
        int id = IdOf(tokens, token);
        string text = said.Replace("{id}", FormattableString.Invariant($"{id}"), StringComparison.Ordinal);
        TokenTexts texts = TokenTexts.Decoded(tokens);
        Assert.Equal(id, texts.Find(text));
        Assert.True(texts.Matches(id, text));
    }

    private static TokenListing Listing(TinyVocabulary vocabulary) =>
        TokenListing.From("v", vocabulary.CreateTokenizer());

    private static int IdOf(TokenListing tokens, string text) => Array.IndexOf(tokens.Texts, text);
}
