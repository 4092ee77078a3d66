using EvalHarness.Labels;
using static EvalHarness.Tests.Labels.LabelEntries;

namespace EvalHarness.Tests.Labels;

public sealed class LabelEntryTests
{
    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("a\nb")]
    [InlineData("a\u202Eb")]
    [InlineData("\u001b[31m")]
    public void ANameWithoutVisibleCharactersAloneIsRefused(string name) => Assert.Equal(
        "labeller",
        Assert.Throws<InvalidInputException>(() => Label(name, "s1", 4).Checked()).Errors.Single().Location);

    [Fact]
    public void OneNameInTwoSpellingsIsOneLabeller() =>
        Assert.Equal(Label("Zoé", "s1", 4).Checked().Labeller, Label(" Zoe\u0301 ", "s1", 4).Checked().Labeller);

    [Theory]
    [InlineData(4.5)]
    [InlineData(0)]
    [InlineData(6)]
    [InlineData(double.NaN)]
    public void AScoreOffTheScaleIsRefused(double score)
    {
        InputError mistake = Assert.Throws<InvalidInputException>(() => Label("Ada", "s1", score).Checked())
            .Errors.Single();
        Assert.Equal("one of 1, 2, 3, 4, 5", mistake.Expected);
    }

    [Fact]
    public void WhatIsNoLabelHasNoScoreAndALabelHasOne()
    {
        Assert.Throws<InvalidInputException>(() =>
            (Entry("Ada", "s1", LabelAction.Abstain) with { Score = 4 }).Checked());
        Assert.Throws<InvalidInputException>(() => Entry("Ada", "s1", LabelAction.Label).Checked());
        Assert.Throws<InvalidInputException>(() =>
            (Entry("Ada", "s1", LabelAction.Adjudicate) with { Score = 4 }).Checked());
    }

    [Fact]
    public void AnItemOfAnotherQuestionIsRefused() =>
        Assert.Throws<InvalidInputException>(() => (Label("Ada", "s1", 4) with { Item = Pair("s1") }).Checked());

    [Fact]
    public void AChoiceOfSidesIsTheCandidatesWhereverItWasShown()
    {
        Assert.Equal(1, LabelItem.ScoreOfSide("A", candidateFirst: true));
        Assert.Equal(-1, LabelItem.ScoreOfSide("a", candidateFirst: false));
        Assert.Equal(1, LabelItem.ScoreOfSide("B", candidateFirst: false));
        Assert.Equal(0, LabelItem.ScoreOfSide("tie", candidateFirst: false));
        Assert.Null(LabelItem.ScoreOfSide("C", candidateFirst: true));
    }

    [Fact]
    public void SidesAreShuffledBySeedAndAboutHalfEachWay()
    {
        int first = Enumerable.Range(0, 1000).Count(i => Pair($"s{i}").CandidateFirst(7));
        Assert.InRange(first, 440, 560);
        Assert.Equal(Pair("s1").CandidateFirst(7), Pair("s1").CandidateFirst(7));
        Assert.Contains(
            Enumerable.Range(0, 20), i => Pair($"s{i}").CandidateFirst(7) != Pair($"s{i}").CandidateFirst(8));
    }

    [Fact]
    public void ModelsThatWroteTheSameShareAnItemAndOtherTextsDoNot()
    {
        Assert.Equal(Output("s1", "text", "q4_0").Id, Output("s1", " text ", "q8_0").Id);
        Assert.NotEqual(Output("s1", "text").Id, Output("s1", "other").Id);
        Assert.NotEqual(Output("s1").Id, Output("s2").Id);
        Assert.NotEqual(Pair("s1").Id, Output("s1", "after").Id);
    }
}
