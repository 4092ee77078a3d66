using EvalHarness.Labels;
using EvalHarness.Tests.Testing;
using static EvalHarness.Tests.Labels.LabelEntries;

namespace EvalHarness.Tests.Labels;

public sealed class ItemLabelsTests
{
    [Fact]
    public void LabellersWhoAgreeGiveTheGrade()
    {
        ItemLabels item = Fold(Label("Ada", "s1", 4), Label("Bo", "s1", 4));
        Assert.Equal((4, 4, false), (item.Value, item.Grade, item.IsDisputed));
    }

    [Fact]
    public void LabellersWhoDifferHaveAMeanAndNoGradeUntilSomebodySettlesIt()
    {
        LabelEntry[] both = [Label("Ada", "s1", 4), Label("Bo", "s1", 1)];
        ItemLabels item = Fold(both);
        Assert.Equal((2.5, (double?)null, true), (item.Value, item.Grade, item.IsDisputed));
        LabelEntry settled = Entry("Cleo", "s1", LabelAction.Adjudicate) with { Score = 2, Reason = "a wrong name" };
        item = Fold([.. both, settled]);
        Assert.Equal((2, 2, false), (item.Value, item.Grade, item.IsDisputed));
        item = Fold([.. both, settled, settled with { Score = null }]);
        Assert.True(item.IsDisputed);
    }

    [Fact]
    public void MostLabellersDecideTheGrade() =>
        Assert.Equal(5, Fold(Label("Ada", "s1", 5), Label("Bo", "s1", 1), Label("Cleo", "s1", 5)).Grade);

    [Fact]
    public void WhatNobodyCouldTellIsMissingAndHasNoValue()
    {
        ItemLabels item = Fold(Entry("Ada", "s1", LabelAction.Abstain));
        Assert.True(item.IsMissing);
        Assert.Null(item.Value);
        Assert.False(Fold(Entry("Ada", "s1", LabelAction.Abstain), Label("Bo", "s1", 3)).IsMissing);
        Assert.False(Fold(Entry("Ada", "s1", LabelAction.Skip)).IsMissing);
    }

    [Fact]
    public void UndoBringsBackWhatWasThereBefore()
    {
        ItemLabels item = Fold(
            Label("Ada", "s1", 4), Label("Ada", "s1", 2, "read again"), Entry("Ada", "s1", LabelAction.Undo));
        Assert.Equal(4, item.Value);
        item = Fold(Label("Ada", "s1", 4), Entry("Ada", "s1", LabelAction.Undo));
        Assert.Null(item.Value);
        Assert.Empty(item.Current);
    }

    [Fact]
    public void AChangeNeedsAReasonAndTheSameAgainIsNoChange()
    {
        ItemLabels item = Fold(Label("Ada", "s1", 4));
        Assert.False(item.Accept(Label("Ada", "s1", 4)).IsNews);
        InputError mistake = Assert.Throws<InvalidInputException>(() => item.Accept(Label("Ada", "s1", 3)))
            .Errors.Single();
        Assert.Equal("reason", mistake.Location);
        Assert.Equal(4, item.Accept(Label("Ada", "s1", 3, "a slip")).Former!.Entry.Score);
        Assert.True(item.Accept(Label("Bo", "s1", 3)).IsNews);
    }

    [Fact]
    public void ASkipIsFollowedByALabelWithoutAReason() =>
        Assert.True(Fold(Entry("Ada", "s1", LabelAction.Skip)).Accept(Label("Ada", "s1", 3)).IsNews);

    [Fact]
    public void ALabelledItemIsNotSkippedAndNothingIsNotTakenBack()
    {
        ItemLabels item = Fold(Label("Ada", "s1", 4));
        Assert.Throws<InvalidInputException>(() => item.Accept(Entry("Ada", "s1", LabelAction.Skip)));
        Assert.Throws<InvalidInputException>(() => item.Accept(Entry("Bo", "s1", LabelAction.Undo)));
    }

    [Fact]
    public void AsManyUndosAsActionsLeaveNothing() => Laws.Hold((byte[] scores) =>
    {
        LabelEntry[] entries =
        [
            .. scores.Select(score => Label("Ada", "s1", 1 + (score % 5), "again")),
            .. scores.Select(_ => Entry("Ada", "s1", LabelAction.Undo)),
        ];
        return Fold(entries).Current.Count == 0;
    });

    [Fact]
    public void AValueLiesBetweenTheLabels() => Laws.Hold((byte[] scores) =>
    {
        ItemLabels item = Fold([.. scores.Select((score, i) => Label($"n{i}", "s1", 1 + (score % 5)))]);
        return scores.Length == 0 ? item.Value is null
            : item.Scores.Min() <= item.Value && item.Value <= item.Scores.Max();
    });

    private static ItemLabels Fold(params LabelEntry[] entries) => new(entries.Select((entry, i) =>
        new LabelEvent(i + 1, DateTimeOffset.UnixEpoch, entry, null, null)));
}
