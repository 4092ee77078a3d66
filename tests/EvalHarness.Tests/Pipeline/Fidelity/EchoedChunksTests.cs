using EvalHarness.Pipeline.Fidelity;
using EvalHarness.Pipeline.Models.Echo;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Pipeline.Fidelity;

public sealed class EchoedChunksTests
{
    private const string Broken = "\uFFFD";

    private static readonly TokenListing s_tokens = TokenListing.From("v", TinyVocabulary.Bpe.CreateTokenizer());

    [Fact]
    public void ATextOfSeveralTokensCountsAmongTheOthers()
    {
        KnownDistribution found = Read("the", -1, ("the", -1), ("and", -2), (Broken, -3));
        Assert.Equal(["the", "and"], found.Ids.Select(id => s_tokens.Texts[id]));
        Assert.Equal([-1, -2], found.LogProbabilities);
        Assert.Equal(Math.Log(1 - Math.Exp(-1) - Math.Exp(-2)), found.RestLogProbability, 1e-12);
    }

    [Fact]
    public void ABrokenCharacterIsTheTokenThatWasSentWhereItStandsForIt()
    {
        KnownDistribution found = Read("Ã", Broken, -0.1, (Broken, -0.1), ("and", -3), ("the", -4));
        Assert.Equal("Ã", s_tokens.Texts[found.Ids[0]]);
        Assert.Equal(-0.1, found.TokenLogLikelihood);
    }

    [Theory]
    [InlineData(-0.6, -0.7, true)]
    [InlineData(-1.2, -1.3, true)]
    [InlineData(-1.2, -1.1, false)]
    public void WhatCannotBeToldApartMustNotHideTheLikeliest(double known, double broken, bool isCertain) =>
        IsCertain(isCertain, () => Read("the", known, ("the", known), (Broken, broken), ("and", -9)), known);

    [Theory]
    [InlineData(-0.6, true)]
    [InlineData(-1.2, false)]
    public void FewerThanWereAskedForMustNotHideItEither(double known, bool isCertain)
    {
        // What has half of all probability is exceeded by nothing.
        IsCertain(isCertain, () => Read("the", known, ("the", known), ("and", -3)), known);
        IsCertain(isCertain, () => Read("in", -9, ("the", known), (Broken, -4), ("in", -9)), known);
    }

    [Fact]
    public void ATokenThatIsNotAmongTheLikeliestIsKnownAllTheSame()
    {
        KnownDistribution found = Read("the", -5, ("and", -0.5), ("in", -2), ("on", -3));
        Assert.Equal(["and", "in", "on", "the"], found.Ids.Select(id => s_tokens.Texts[id]));
        Assert.Equal(-5, found.TokenLogLikelihood);
    }

    [Fact]
    public void EqualOnesComeInTheOrderOfTheirIds()
    {
        KnownDistribution found = Read("the", -1, ("and", -1), ("the", -1), ("an", -4));
        Assert.Equal(found.Ids.Take(2).Order(), found.Ids.Take(2));
    }

    private static void IsCertain(bool isCertain, Func<KnownDistribution> read, double top)
    {
        if (isCertain)
        {
            Assert.Equal(top, read().TopLogProbability);
        }
        else
        {
            Assert.Contains(
                "distinguishable tokens, which may lack the most likely one; expected the 3 most likely",
                Assert.Throws<InvalidInputException>(read).Message,
                StringComparison.Ordinal);
        }
    }

    private static KnownDistribution Read(
        string sent, double own, params (string Text, double Log)[] likely) => Read(sent, sent, own, likely);

    private static KnownDistribution Read(
        string sent, string said, double own, params (string Text, double Log)[] likely)
    {
        int id = Array.IndexOf(s_tokens.Texts, sent);
        EchoedAlternative[] alternatives =
            [.. likely.Select(token => new EchoedAlternative(null, token.Text, token.Log))];
        EchoedToken[] echoed = [new("h", null, []), new(said, own, alternatives)];
        return Assert.Single(new EchoedChunks("http://x", s_tokens, topTokens: 3).Read(
            echoed, [Array.IndexOf(s_tokens.Texts, "h"), id], firstScored: 0));
    }
}
