using System.Text;
using EvalHarness.Pipeline.Files;

namespace EvalHarness.Tests.Pipeline.Files;

public sealed class IdTableTests
{
    [Fact]
    public void EveryIdIsNewOnceAndKnownByItsFirstLineAfterwards()
    {
        IdTable ids = new();
        byte[][] names = [.. Enumerable.Range(0, 200_000).Select(i => Encoding.UTF8.GetBytes(
            i % 2 == 0 ? $"{i}" : $"a longer id, number {i}, with its question"))];
        Assert.All(names.Index(), name => Assert.Null(ids.Add(name.Item, name.Index + 1)));
        Assert.All(names.Index(), name => Assert.Equal(name.Index + 1, ids.Add(name.Item, 1_000_000)));
    }

    [Fact]
    public void ATableWithoutLinesKnowsAnIdAllTheSame()
    {
        IdTable ids = new(keepsLines: false);
        byte[][] names = [.. Enumerable.Range(0, 1000).Select(i => Encoding.UTF8.GetBytes($"{i}"))];
        Assert.All(names, name => Assert.Null(ids.Add(name, 7)));
        Assert.All(names, name => Assert.Equal(0, ids.Add(name, 8)));
    }

    [Fact]
    public void IdsThatDifferInLengthOrZeroBytesAreDifferent()
    {
        IdTable ids = new();
        byte[][] names = [[], [0], [0, 0], [0, 0, 0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0, 0, 0, 0], [1], [1, 0]];
        Assert.All(names.Index(), name => Assert.Null(ids.Add(name.Item, name.Index + 1)));
    }
}
