using EvalHarness.Inference.Engine;
using EvalHarness.Pipeline.Fidelity;
using EvalHarness.Pipeline.Models;
using EvalHarness.Pipeline.Models.Gguf;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Pipeline.Fidelity;

public sealed class RememberedLogitsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly InferenceEngine _engine;

    public RememberedLogitsTests() =>
        _engine = InferenceEngine.Load(new TinyGguf { ContextLength = 64 }.WriteTo(_folder.File("m.gguf")));

    public void Dispose()
    {
        _engine.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task ASequenceThatIsReadAgainGivesTheSameRowsWithoutTheModel()
    {
        LogitMemory memory = new(1 << 20);
        List<(int Position, float[] Logits)> first = await ReadAsync(memory, [1, 2, 3, 4], 1);
        Assert.Equal([1, 2, 3], first.Select(row => row.Position));
        _engine.Dispose();
        List<(int Position, float[] Logits)> again = await ReadAsync(memory, [1, 2, 3, 4], 1);
        Assert.Equal(first.Select(row => row.Position), again.Select(row => row.Position));
        Assert.Equal(first.SelectMany(row => row.Logits), again.SelectMany(row => row.Logits));
        await Assert.ThrowsAnyAsync<ObjectDisposedException>(() => ReadAsync(memory, [1, 2, 3, 4], 2));
        await Assert.ThrowsAnyAsync<ObjectDisposedException>(() => ReadAsync(memory, [1, 2, 3, 5], 1));
    }

    [Fact]
    public async Task WhatFindsNoRoomIsReadAgainAndWhatFailedGivesItsRoomBack()
    {
        int row = _engine.VocabularyLength * sizeof(float);
        LogitMemory memory = new(2 * row);
        await ReadAsync(memory, [1, 2, 3], 0);
        Assert.False(memory.HoldsAny);
        await Assert.ThrowsAsync<FormatException>(() => new RememberedLogits(Model(), memory).ReadLogitsAsync(
            [1, 2], 0, (_, _) => throw new FormatException(), default));
        await ReadAsync(memory, [1, 2], 0);
        Assert.True(memory.HoldsAny);
    }

    [Fact]
    public async Task AContinuationIsWrittenOnce()
    {
        LogitMemory memory = new(0);
        GreedyText first = await new RememberedLogits(Model(), memory).ContinueAsync([1, 2], 5, default);
        _engine.Dispose();
        GreedyText again = await new RememberedLogits(Model(), memory).ContinueAsync([1, 2], 5, default);
        Assert.Equal(first.Tokens, again.Tokens);
    }

    private GgufLogits Model() => new(_engine, ownsEngine: false);

    private async Task<List<(int Position, float[] Logits)>> ReadAsync(LogitMemory memory, int[] tokens, int first)
    {
        List<(int, float[])> rows = [];
        await new RememberedLogits(Model(), memory).ReadLogitsAsync(
            tokens, first, (position, logits) => rows.Add((position, logits.ToArray())), default);
        return rows;
    }
}
