using EvalHarness.Statistics;

namespace EvalHarness.Tests.Statistics;

public sealed class SeededRandomTests
{
    [Fact]
    public void TheSequenceOfASeedNeverChanges()
    {
        // From an independent implementation with arbitrary-precision integers.
        Assert.Equal([0x99EC5F36CB75F2B4UL, 0xBF6E1F784956452AUL, 0x1A5F849D4933E6E0UL], Take(new SeededRandom(0), 3));
    }

    [Fact]
    public void DifferentSeedsGiveDifferentSequences() =>
        Assert.NotEqual(Take(new SeededRandom(1), 4), Take(new SeededRandom(2), 4));

    [Fact]
    public void BytesAreTheSameSequenceInPieces()
    {
        byte[] bytes = new byte[20];
        new SeededRandom(5).NextBytes(bytes);
        ulong[] numbers = Take(new SeededRandom(5), 3);
        Assert.Equal(numbers[0], BitConverter.ToUInt64(bytes, 0));
        Assert.Equal((uint)numbers[2], BitConverter.ToUInt32(bytes, 16));
    }

    [Fact]
    public void EveryIndexIsDrawnAboutEquallyOften()
    {
        SeededRandom random = new(3);
        int[] counts = new int[7];
        for (int i = 0; i < 70_000; i++)
        {
            counts[random.Next(7)]++;
        }

        // Six standard deviations of a binomial count of 10,000.
        Assert.All(counts, count => Assert.InRange(count, 9_440, 10_560));
    }

    [Fact]
    public void RangesKeepTheirEnds()
    {
        SeededRandom random = new(4);
        for (int i = 0; i < 1_000; i++)
        {
            Assert.InRange(random.Next(-2, 3), -2, 2);
            Assert.InRange(random.NextInt64(long.MinValue, long.MinValue + 2), long.MinValue, long.MinValue + 1);
            Assert.InRange(random.NextDouble(), 0, Math.BitDecrement(1.0));
        }
    }

    private static ulong[] Take(SeededRandom random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => random.NextUInt64())];
}
