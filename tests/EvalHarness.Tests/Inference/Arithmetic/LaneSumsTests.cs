using EvalHarness.Inference.Arithmetic;

namespace EvalHarness.Tests.Inference.Arithmetic;

public sealed class LaneSumsTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(47)]
    [InlineData(64)]
    [InlineData(1_001)]
    public void ASumIsTheOneOfItsDefinitionLaneByLane(int length)
    {
        Random random = new(length);
        float[] x = [.. Enumerable.Range(0, length).Select(_ => random.NextSingle() - 0.5f)];
        float[] y = [.. Enumerable.Range(0, length).Select(_ => random.NextSingle() - 0.5f)];
        Assert.Equal(Define(x, y, 16, 0f), LaneSums.Dot(x, y));
        Assert.Equal(Define(x, x, 16, 0f), LaneSums.SumOfSquares(x));
        double[] wideX = [.. x.Select(value => value / 3.0)];
        double[] wideY = [.. y.Select(value => value / 7.0)];
        Assert.Equal(Define(wideX, wideY, 8, 0.0), LaneSums.Dot(wideX, wideY));
    }

    [Fact]
    public void SpansOfTwoLengthsHaveNoProduct() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => LaneSums.Dot(new float[3], new float[4]));

    // Two rows of lanes in turn, added, then neighbours by pairs; what fills no row follows.
    private static T Define<T>(T[] x, T[] y, int lanes, T zero)
        where T : System.Numerics.INumber<T>
    {
        T[] sums = [.. Enumerable.Repeat(zero, 2 * lanes)];
        int whole = x.Length / lanes * lanes;
        for (int i = 0; i < whole; i++)
        {
            int row = i / lanes == (whole / lanes) - 1 && whole / lanes % 2 == 1 ? 0 : i / lanes % 2;
            sums[(row * lanes) + (i % lanes)] += x[i] * y[i];
        }

        for (int i = 0; i < lanes; i++)
        {
            sums[i] += sums[i + lanes];
        }

        for (int step = 1; step < lanes; step *= 2)
        {
            for (int i = 0; i < lanes; i += 2 * step)
            {
                sums[i] += sums[i + step];
            }
        }

        T sum = sums[0];
        for (int i = whole; i < x.Length; i++)
        {
            sum += x[i] * y[i];
        }

        return sum;
    }
}
