using EvalHarness.Metrics.Rouge;
using FsCheck;
using FsCheck.Fluent;

namespace EvalHarness.Tests.Metrics.Rouge;

public sealed class SubsequenceLengthTests
{
    private const int Vocabulary = 8;

    [Fact]
    public void BitParallelLengthEqualsThatOfTheTable()
    {
        SubsequenceLength fast = new();
        Gen<int[]> texts = Gen.Choose(0, Vocabulary - 1).ArrayOf();
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(300).WithEndSize(400),
            Prop.ForAll(texts.ToArbitrary(), texts.ToArbitrary(), (first, second) =>
                fast.Compute(first, second, Vocabulary) == LengthByTable(first, second)));
    }

    [Theory]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(128)]
    [InlineData(129)]
    public void CarriesCrossTheEdgesOfMachineWords(int length)
    {
        Random random = new(length);
        int[] first = [.. Enumerable.Range(0, length).Select(_ => random.Next(3))];
        int[] second = [.. Enumerable.Range(0, length + 7).Select(_ => random.Next(3))];
        Assert.Equal(LengthByTable(first, second), new SubsequenceLength().Compute(first, second, vocabulary: 3));
    }

    private static int LengthByTable(int[] first, int[] second)
    {
        int[,] table = new int[first.Length + 1, second.Length + 1];
        for (int i = 1; i <= first.Length; i++)
        {
            for (int j = 1; j <= second.Length; j++)
            {
                table[i, j] = first[i - 1] == second[j - 1]
                    ? table[i - 1, j - 1] + 1
                    : Math.Max(table[i - 1, j], table[i, j - 1]);
            }
        }

        return table[first.Length, second.Length];
    }
}
