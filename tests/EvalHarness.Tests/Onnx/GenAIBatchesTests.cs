using System.Text;
using EvalHarness.Onnx;

namespace EvalHarness.Tests.Onnx;

public sealed class GenAIBatchesTests
{
    [Fact]
    public async Task QuestionsOfOneShapeThatWaitTogetherAreAnsweredTogether()
    {
        using CountingGenAIModel model = new();
        using GenAIBatches batches = new(model);
        batches.BeginOther();
        (Task<GenAIAnswer> Answer, StringBuilder Text)[] asked =
        [
            Ask(batches, 10, maxTokens: 3), Ask(batches, 20, maxTokens: 2), Ask(batches, 98, maxTokens: 3),
            Ask(batches, 30, maxTokens: 2), Ask(batches, 40, maxTokens: 3),
        ];
        Assert.Empty(model.Batches);
        batches.EndOther();
        GenAIAnswer[] answers = await Task.WhenAll(asked.Select(one => one.Answer));
        Assert.Equal([3, 2], model.Batches);
        Assert.Equal(
            ["11 12 13 ", "21 22 ", "99 ", "31 32 ", "41 42 43 "], asked.Select(one => one.Text.ToString()));
        Assert.Equal([3, 2, 1, 2, 3], answers.Select(answer => answer.Tokens));
        Assert.Equal([false, false, true, false, false], answers.Select(answer => answer.HasEnded));
    }

    [Fact]
    public async Task AQuestionThatIsAloneGetsARowBesideItSoThatItIsRoundedLikeAnyOther()
    {
        using CountingGenAIModel model = new();
        using GenAIBatches batches = new(model);
        await Ask(batches, 10, maxTokens: 3).Answer;
        Assert.Equal([2], model.Batches);
    }

    [Fact]
    public async Task ABatchHasAtMostSoManyRows()
    {
        using CountingGenAIModel model = new();
        using GenAIBatches batches = new(model);
        batches.BeginOther();
        Task<GenAIAnswer>[] asked =
            [.. Enumerable.Range(1, GenAIBatches.MostRows + 5).Select(i => Ask(batches, i, maxTokens: 3).Answer)];
        batches.EndOther();
        await Task.WhenAll(asked);
        Assert.Equal([GenAIBatches.MostRows, 5], model.Batches);
    }

    [Fact]
    public async Task WhoLeavesABatchLeavesTheOthersTheirAnswers()
    {
        using CountingGenAIModel model = new();
        using GenAIBatches batches = new(model);
        using CancellationTokenSource left = new();
        batches.BeginOther();
        (Task<GenAIAnswer> gone, _) = Ask(batches, 10, maxTokens: 3, left.Token);
        (Task<GenAIAnswer> stays, StringBuilder text) = Ask(batches, 20, maxTokens: 3);
        await left.CancelAsync();
        batches.EndOther();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        await stays;
        Assert.Equal("21 22 23 ", text.ToString());
    }

    [Fact]
    public async Task AFailureOfTheLibraryIsTheAnswerToEachQuestionAndTheNextIsAskedAgain()
    {
        using CountingGenAIModel model = new() { Failure = new InvalidOperationException("no room") };
        using GenAIBatches batches = new(model);
        for (int i = 1; i <= 2; i++)
        {
            await Assert.ThrowsAsync<InvalidOperationException>(() => Ask(batches, i, maxTokens: 3).Answer);
        }

        Assert.Equal(2, model.Batches.Count);
    }

    private static (Task<GenAIAnswer> Answer, StringBuilder Text) Ask(
        GenAIBatches batches, int last, int maxTokens, CancellationToken cancellationToken = default)
    {
        StringBuilder text = new();
        GenAIQuestion question = new(
            [7, last], new GenAIShape(32, maxTokens), [], piece => text.Append(piece), cancellationToken);
        return (batches.AnswerAsync(question), text);
    }
}
