using EvalHarness.Inference;
using EvalHarness.Inference.Tokenization;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Inference.Tokenization;

public sealed class ContinuationTokensTests
{
    private static readonly Tokenizer s_tokenizer =
        (TinyVocabulary.Bpe with { AddsBegin = false }).CreateTokenizer();

    [Theory]
    [InlineData("the end", " of the")]
    [InlineData("the end ", "of the")]
    [InlineData("the end", " ")]
    public void WhiteSpaceAtTheSeamBelongsToTheContinuation(string context, string continuation)
    {
        ContinuationTokens found = ContinuationTokens.From(s_tokenizer, context, continuation);
        Assert.Equal(s_tokenizer.Encode("the end", addSpecial: false, parseSpecial: false), found.Context);
        Assert.Equal(
            (context + continuation)["the end".Length..], s_tokenizer.Decode([.. found.Continuation]));
    }

    [Theory]
    [InlineData("an", "d then", "| the,n")]
    [InlineData("in", "the", "|the")]
    public void AContinuationIsCutWhereTheTokensOfItsContextEnd(string context, string continuation, string expected)
    {
        ContinuationTokens found = ContinuationTokens.From(s_tokenizer, context, continuation);
        Assert.Equal(s_tokenizer.Encode(context, addSpecial: false, parseSpecial: false), found.Context);
        Assert.Equal(
            expected, "|" + string.Join(',', found.Continuation.Select(id => s_tokenizer.Decode([id]))));
    }

    [Fact]
    public void ABeginTokenOfTheModelIsGivenOnce()
    {
        Tokenizer tokenizer = TinyVocabulary.Spm.CreateTokenizer();
        ContinuationTokens found = ContinuationTokens.From(tokenizer, "the", " hello");
        Assert.Equal(tokenizer.Encode("the", addSpecial: true, parseSpecial: false), found.Context);
        Assert.Equal("▁hello", tokenizer.TextOf(Assert.Single(found.Continuation)));
        Assert.Equal([tokenizer.BosId!.Value], ContinuationTokens.From(tokenizer, "", "hello").Context);
    }

    [Fact]
    public void AnEmptyContextIsThePrefixToken()
    {
        int prefix = RollingWindow.PrefixOf(s_tokenizer);
        ContinuationTokens found = ContinuationTokens.From(s_tokenizer, "", " the");
        Assert.Equal([prefix], found.Context);
        Assert.Equal(s_tokenizer.Encode(" the", addSpecial: false, parseSpecial: false), found.Continuation);

        // A continuation that begins with the prefix is not scored for it.
        ContinuationTokens begun = ContinuationTokens.From(
            s_tokenizer, "", s_tokenizer.TextOf(prefix) + " the", parseSpecial: true);
        Assert.Equal([prefix], begun.Context);
        Assert.Equal(found.Continuation, begun.Continuation);
    }

    [Theory]
    [InlineData("the", "", "The continuation is empty")]
    [InlineData("  ", "the", "The context is white space alone")]
    [InlineData("", "", "The continuation is empty")]
    [InlineData("th", "e", "The continuation has no token of its own")]
    public void WhatLeavesNothingToScoreIsRefused(string context, string continuation, string begin) =>
        Assert.StartsWith(begin, Assert.Throws<ArgumentException>(
            () => ContinuationTokens.From(s_tokenizer, context, continuation)).Message);

    [Fact]
    public void SpecialTokensOfMarkedPartsAndOfTheContinuationStayText()
    {
        string special = s_tokenizer.TextOf(RollingWindow.PrefixOf(s_tokenizer));
        string context = special + "a" + special + "\n";
        ContinuationTokens found = ContinuationTokens.FromMarked(
            s_tokenizer, context, [(special.Length + 1)..(context.Length - 1)], special);
        int prefix = RollingWindow.PrefixOf(s_tokenizer);
        Assert.Single(found.Context.Concat(found.Continuation), id => id == prefix);
    }

    [Fact]
    public void ALongContextLosesItsBeginning()
    {
        ContinuationTokens pair = new([1, 2, 3, 4, 5], [6, 7]);
        Assert.Same(pair, pair.FitTo(6));
        ContinuationTokens cut = pair.FitTo(3);
        Assert.Equal([4, 5], cut.Context);
        Assert.Equal(3, cut.Dropped);
        Assert.Equal([5], pair.FitTo(2).Context);
        Assert.Throws<ContextOverflowException>(() => pair.FitTo(1));
    }
}
