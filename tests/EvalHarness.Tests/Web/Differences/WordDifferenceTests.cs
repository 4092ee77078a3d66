using EvalHarness.Web.Differences;
using FsCheck;
using FsCheck.Fluent;

namespace EvalHarness.Tests.Web.Differences;

public sealed class WordDifferenceTests
{
    [Fact]
    public void OnlyTheWordsThatTheOtherLacksAreChanged()
    {
        (IReadOnlyList<WordSegment> left, IReadOnlyList<WordSegment> right) =
            WordDifference.Between("hit 677 homes on Friday", "hit 671 homes  on\nFriday");
        Assert.Equal([new("hit", false), new(" 677", true), new(" homes on Friday", false)], left);
        Assert.Equal([new("hit", false), new(" 671", true), new(" homes  on\nFriday", false)], right);
    }

    [Fact]
    public void TheStretchesJoinedAreTheText() => Check.QuickThrowOnFailure(
        Prop.ForAll<NonNull<string>, NonNull<string>>((a, b) =>
        {
            (IReadOnlyList<WordSegment> left, IReadOnlyList<WordSegment> right) = WordDifference.Between(a.Get, b.Get);
            return string.Concat(left.Select(segment => segment.Text)) == a.Get
                && string.Concat(right.Select(segment => segment.Text)) == b.Get;
        }));

    [Fact]
    public void UnchangedWordsAreTheSameOnBothSides() => Check.QuickThrowOnFailure(
        Prop.ForAll<NonNull<int[]>, NonNull<int[]>>((a, b) =>
        {
            (IReadOnlyList<WordSegment> left, IReadOnlyList<WordSegment> right) = WordDifference.Between(
                string.Join(' ', a.Get.Select(n => n % 4)), string.Join(' ', b.Get.Select(n => n % 4)));
            return Kept(left).SequenceEqual(Kept(right));
        }));

    [Fact]
    public void ATextDoesNotDifferFromItself() => Check.QuickThrowOnFailure(Prop.ForAll<NonNull<string>>(text =>
        WordDifference.Between(text.Get, text.Get).Left.All(segment => !segment.IsChanged)));

    [Fact]
    public void VeryLongTextsAreStillComparedAtTheirEnds()
    {
        string[] many = [.. Enumerable.Range(0, 20_000).Select(n => $"w{n}")];
        (IReadOnlyList<WordSegment> left, _) = WordDifference.Between(
            $"same {string.Join(' ', many)} end", $"same {string.Join(' ', many.Reverse())} end");
        Assert.Equal(["same", " end"], left.Where(segment => !segment.IsChanged).Select(segment => segment.Text));
    }

    private static IEnumerable<string> Kept(IReadOnlyList<WordSegment> segments) => segments
        .Where(segment => !segment.IsChanged)
        .SelectMany(segment => segment.Text.Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
