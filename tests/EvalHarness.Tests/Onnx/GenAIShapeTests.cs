using EvalHarness.Onnx;

namespace EvalHarness.Tests.Onnx;

public sealed class GenAIShapeTests(ExportedModel exported) : IClassFixture<ExportedModel>
{
    private GenAIFolder Folder => GenAIFolder.Read(exported.Exact);

    [Theory]
    [InlineData(1, 32)]
    [InlineData(32, 32)]
    [InlineData(33, 48)]
    [InlineData(49, 64)]
    [InlineData(65, 96)]
    [InlineData(97, 128)]
    [InlineData(200, 256)]
    public void APromptIsFilledUpToALengthThatHangsOnItselfAlone(int tokens, int expected) => Assert.Equal(
        new GenAIShape(expected, 20), GenAIShape.From(Folder, Prompt(tokens), GenAISampling.Greedy, 20));

    [Fact]
    public void WhatCannotShareABatchIsAnsweredAlone()
    {
        GenAIFolder folder = Folder;
        Assert.NotNull(GenAIShape.From(folder, Prompt(9), GenAISampling.Greedy, 20));
        Assert.Null(GenAIShape.From(folder, Prompt(9), new GenAISampling(0.7, 0, 1, 1), 20));
        Assert.Null(GenAIShape.From(folder, [.. Prompt(9), folder.PadId!.Value, 5], GenAISampling.Greedy, 20));
        Assert.Null(GenAIShape.From(folder with { PadId = null }, Prompt(9), GenAISampling.Greedy, 20));
        Assert.Null(GenAIShape.From(folder, Prompt(9), GenAISampling.Greedy, folder.ContextLength - 31));
        Assert.Null(GenAIShape.From(folder, Prompt(9), GenAISampling.Greedy, int.MaxValue));
        Assert.Null(GenAIShape.From(folder, [], GenAISampling.Greedy, 20));
    }

    private static int[] Prompt(int tokens) => [.. Enumerable.Repeat(7, tokens)];
}
