using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests;

public sealed class ThinkingBlocksTests
{
    private static AnswerParts Split(string text) => ThinkingBlocks.Split(text, ThinkingBlocks.DefaultTags);

    [Theory]
    [InlineData("<think>\nParis or Lyon?\n</think>\n\nParis", "Paris", "Paris or Lyon?")]
    [InlineData("<thinking>a</thinking>Paris", "Paris", "a")]
    [InlineData("<thought>a</thought>Paris", "Paris", "a")]
    [InlineData("<reasoning>a</reasoning> Paris", "Paris", "a")]
    [InlineData("<THINK>a</Think>Paris", "Paris", "a")]
    [InlineData("<think></think>Paris", "Paris", null)]
    [InlineData("<think>\n\n</think>\n\nParis\n", "Paris", null)]
    public void AClosedBlockIsCutOut(string text, string answer, string? reasoning) =>
        Assert.Equal(new AnswerParts(answer, reasoning), Split(text));

    [Theory]
    [InlineData("Paris or Lyon?\n</think>\nParis", "Paris", "Paris or Lyon?")]
    [InlineData("a <thought>b</thought> c</think>Paris", "Paris", "a <thought>b</thought> c")]
    [InlineData("a</think>b</think>Paris", "Paris", "a</think>b")]
    public void AMissingOpeningTagIsTakenAsTheBeginningOfTheText(string text, string answer, string reasoning) =>
        Assert.Equal(new AnswerParts(answer, reasoning), Split(text));

    [Theory]
    [InlineData("<think>Paris, or rather")]
    [InlineData("<think>")]
    [InlineData("Lyon <think>Paris, or rather")]
    [InlineData("<think>a</think>Lyon<think>b")]
    [InlineData("<think>a <think>b</think> Paris, or rather")]
    [InlineData("<think>a</thought>Paris")]
    public void AnUnclosedBlockHoldsNoAnswer(string text) =>
        Assert.Equal(new AnswerParts("", text, IsUnclosed: true), Split(text));

    [Theory]
    [InlineData("<think>a</think>Par<think>b</think>is", "Paris", "a\n\nb")]
    [InlineData("It is <think>hm</think>Paris.", "It is Paris.", "hm")]
    [InlineData("<think>a<think>b</think>c</think>Paris", "Paris", "a<think>b</think>c")]
    [InlineData("<think>\n<think>a</think>Paris", "Paris", "<think>a")]
    [InlineData("<think>a<thought>b</think>Paris", "Paris", "a<thought>b")]
    public void RepeatedAndNestedBlocksAreCutOut(string text, string answer, string reasoning) =>
        Assert.Equal(new AnswerParts(answer, reasoning), Split(text));

    [Theory]
    [InlineData("Close it with `</think>`.")]
    [InlineData("Write `<think>` first.")]
    [InlineData("a < think > b")]
    [InlineData("<thinker>a</thinker>")]
    [InlineData("  Paris\n")]
    [InlineData("")]
    public void ATextWithoutABlockIsLeftAsItIs(string text) => Assert.Equal(new AnswerParts(text), Split(text));

    [Fact]
    public void TagsAreConfigurable()
    {
        Assert.Equal(new AnswerParts("Paris", "a"), ThinkingBlocks.Split("[THINK]a[/THINK]Paris", ["[THINK]"]));
        Assert.Equal(new AnswerParts("Paris", "a"), ThinkingBlocks.Split("<plan>a</plan>Paris", ["plan"]));
        Assert.Equal(new AnswerParts("<think>a</think>b"), ThinkingBlocks.Split("<think>a</think>b", []));
    }

    [Fact]
    public void TheAnswerBehindTheLastClosingTagIsKept() => Laws.Hold((string? before, string? after) =>
    {
        string thoughts = Plain(before);
        string answer = Plain(after);
        return Split($"<think>{thoughts}</think>{answer}").Answer == answer.Trim()
            && Split($"{thoughts}</think>{answer}").Answer == answer.Trim()
            && Split($"{answer}<think>{thoughts}").Answer.Length == 0;
    });

    private static string Plain(string? text) => (text ?? "").Replace('<', '(').Replace('`', '\'');
}
