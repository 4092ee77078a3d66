using EvalHarness.Inference.Formats;
using EvalHarness.Inference.Gguf;
using EvalHarness.Tests.Inference.Quantization;

namespace EvalHarness.Tests.Inference.Formats;

public sealed class TensorFormatTests
{
    public static TheoryData<TensorType> AllTypes =>
        [.. TensorFormats.All.Select(format => format.Type)];

    public static TheoryData<TensorType> BlockTypes =>
        [.. TensorFormats.All.Where(format => format.BlockLength > 1).Select(format => format.Type)];

    [Theory, MemberData(nameof(BlockTypes))]
    public void EveryWeightIsReadAsTheFormatDefinesIt(TensorType type)
    {
        TensorFormat format = TensorFormats.For(type);
        Random random = new(3);
        for (int round = 0; round < 200; round++)
        {
            byte[] block = RandomBlocks(format, 1, random);
            float[] weights = new float[format.BlockLength];
            format.Dequantize(block, weights);
            for (int i = 0; i < weights.Length; i++)
            {
                double expected = BlockDefinition.Weight(type, block, i);
                Assert.Equal(expected, weights[i], 1e-5 * (1 + Math.Abs(expected)));
            }
        }
    }

    [Theory, MemberData(nameof(AllTypes))]
    public void TheFastPathEqualsTheScalarReferenceBitForBit(TensorType type)
    {
        TensorFormat format = TensorFormats.For(type);
        byte[] blocks = RandomBlocks(format, 4096 / format.BlockLength, new Random(4));
        float[] fast = new float[4096];
        float[] scalar = new float[4096];
        format.Dequantize(blocks, fast);
        format.DequantizeScalar(blocks, scalar);
        Assert.Equal(
            scalar.Select(BitConverter.SingleToUInt32Bits), fast.Select(BitConverter.SingleToUInt32Bits));
    }

    [Fact]
    public void ABlockMadeByHandIsRead()
    {
        // Q4_1: d = 0.5, m = -1, first byte 0x3F: weight 0 has code 15, weight 16 code 3.
        byte[] block = [0x00, 0x38, 0x00, 0xBC, 0x3F, .. new byte[15]];
        float[] weights = new float[32];
        TensorFormats.For(TensorType.Q4_1).Dequantize(block, weights);
        Assert.Equal([6.5f, -1f, 0.5f, -1f], [weights[0], weights[1], weights[16], weights[17]]);
    }

    [Theory]
    [InlineData(TensorType.F32, 0)]
    [InlineData(TensorType.F16, 0.002)]
    [InlineData(TensorType.BF16, 0.002)]
    [InlineData(TensorType.Q8_0, 0.002)]
    [InlineData(TensorType.Q5_1, 0.002)]
    [InlineData(TensorType.Q5_0, 0.002)]
    [InlineData(TensorType.Q4_1, 0.002)]
    [InlineData(TensorType.Q4_0, 0.002)]
    [InlineData(TensorType.Q6_K, 0.002)]
    [InlineData(TensorType.Q5_K, 0.002)]
    [InlineData(TensorType.Q4_K, 0.002)]
    [InlineData(TensorType.Q3_K, 0.004)]
    [InlineData(TensorType.Q2_K, 0.0075)]
    public void TheErrorOfAWaveStaysBelowItsLimit(TensorType type, double limit)
    {
        // The usual measure: sqrt(sum of squared errors) / n over 4,096 values of 0.1 + 2 cos(i).
        float[] wave = [.. Enumerable.Range(0, 4096).Select(i => 0.1f + (2 * MathF.Cos(i)))];
        float[] kept = RoundTrip(TensorFormats.For(type), wave);
        Assert.InRange(Math.Sqrt(SquaredError(wave, kept)) / wave.Length, 0, limit);
    }

    [Theory]
    [InlineData(TensorType.F16, 1e-7)]
    [InlineData(TensorType.BF16, 3e-6)]
    [InlineData(TensorType.Q8_0, 3.5e-5)]
    [InlineData(TensorType.Q6_K, 4.5e-4)]
    [InlineData(TensorType.Q5_1, 0.0016)]
    [InlineData(TensorType.Q5_K, 0.0016)]
    [InlineData(TensorType.Q5_0, 0.0019)]
    [InlineData(TensorType.Q4_1, 0.0068)]
    [InlineData(TensorType.Q4_K, 0.0068)]
    [InlineData(TensorType.Q4_0, 0.0075)]
    [InlineData(TensorType.Q3_K, 0.026)]
    [InlineData(TensorType.Q2_K, 0.095)]
    public void NormalWeightsLoseLessThanTheirShareOfPower(TensorType type, double limit)
    {
        float[] weights = NormalWeights(65_536, 5);
        float[] kept = RoundTrip(TensorFormats.For(type), weights);
        Assert.InRange(SquaredError(weights, kept) / weights.Sum(w => (double)w * w), limit / 4, limit);
    }

    [Theory, MemberData(nameof(AllTypes))]
    public void QuantizingTwiceChangesNothingMore(TensorType type)
    {
        TensorFormat format = TensorFormats.For(type);
        float[] weights = NormalWeights(16_384, 6);
        float[] once = RoundTrip(format, weights);
        float[] twice = RoundTrip(format, once);
        double first = SquaredError(weights, once);
        double second = SquaredError(once, twice);

        // Blocks of 256 round their scales once more; the others find the same scale again.
        Assert.InRange(second, 0, format.BlockLength == 256 ? 0.15 * first : 0);
    }

    [Theory]
    [InlineData(TensorType.Q8_0, 254)]
    [InlineData(TensorType.Q5_1, 28.52)]
    [InlineData(TensorType.Q4_1, 13.8)]
    public void NoWeightMovesFartherThanHalfAStepAndWhatIsCutOff(TensorType type, double steps)
    {
        TensorFormat format = TensorFormats.For(type);
        float[] weights = NormalWeights(32_768, 7);
        float[] kept = RoundTrip(format, weights);
        for (int start = 0; start < weights.Length; start += 32)
        {
            ReadOnlySpan<float> block = weights.AsSpan(start, 32);
            float largest = block.ToArray().Max(Math.Abs);
            float range = type == TensorType.Q8_0 ? 2 * largest : block.ToArray().Max() - block.ToArray().Min();
            double cut = type == TensorType.Q8_0 ? 0 : 0.04 * range;
            double bound = Math.Max(range / steps / 2 * 1.1, cut) + (largest * 0.002);
            for (int i = 0; i < 32; i++)
            {
                Assert.InRange(Math.Abs(block[i] - kept[start + i]), 0, bound);
            }
        }
    }

    [Theory]
    [InlineData(TensorType.Q4_0, 8)]
    [InlineData(TensorType.Q5_0, 16)]
    public void TheScaleSearchBeatsTheScaleOfTheLargestWeight(TensorType type, int n)
    {
        float[] weights = NormalWeights(32_768, 8);
        float[] plain = new float[weights.Length];
        for (int start = 0; start < weights.Length; start += 32)
        {
            float extreme = weights.Skip(start).Take(32).MaxBy(Math.Abs);
            for (int i = start; i < start + 32; i++)
            {
                float scale = extreme / -n;
                plain[i] = scale * Math.Clamp(MathF.Round(weights[i] / scale), -n, n - 1);
            }
        }

        double searched = SquaredError(weights, RoundTrip(TensorFormats.For(type), weights));
        Assert.InRange(searched / SquaredError(weights, plain), 0.5, 0.95);
    }

    [Theory, MemberData(nameof(AllTypes))]
    public void ZerosConstantsAndExtremesStayFinite(TensorType type)
    {
        TensorFormat format = TensorFormats.For(type);
        foreach (float value in new[] { 0f, -0f, 1f, -1f, 1e-30f, -1e-8f, 1e30f, -3e38f, 65_504f })
        {
            float[] kept = RoundTrip(format, [.. Enumerable.Repeat(value, 256)]);
            Assert.All(kept, weight => Assert.True(float.IsFinite(weight)));
            if (value is 0 or 1 or -1)
            {
                Assert.All(kept, weight => Assert.Equal(value, weight, 0.01f));
            }
        }
    }

    [Theory, MemberData(nameof(BlockTypes))]
    public void OneOutlierDoesNotDisturbOtherBlocks(TensorType type)
    {
        TensorFormat format = TensorFormats.For(type);
        float[] weights = NormalWeights(2 * format.BlockLength, 9);
        float[] before = RoundTrip(format, weights);
        weights[0] = 1000;
        float[] after = RoundTrip(format, weights);
        Assert.Equal(before[format.BlockLength..], after[format.BlockLength..]);
    }

    [Fact]
    public void ARowThatHoldsNoWholeBlocksIsRefused() =>
        Assert.Throws<ArgumentException>(
            () => TensorFormats.For(TensorType.Q8_0).Quantize(new float[31], new byte[34]));

    [Fact]
    public void AnUnreadTypeNamesThoseThatAreRead()
    {
        NotSupportedException refusal =
            Assert.Throws<NotSupportedException>(() => TensorFormats.For(TensorType.IQ2_XS));
        Assert.Contains("Q4_K", refusal.Message, StringComparison.Ordinal);
    }

    private static float[] RoundTrip(TensorFormat format, float[] weights)
    {
        byte[] bytes = new byte[format.BytesFor(weights.Length)];
        format.Quantize(weights, bytes);
        float[] kept = new float[weights.Length];
        format.Dequantize(bytes, kept);
        return kept;
    }

    private static double SquaredError(float[] left, float[] right) =>
        left.Zip(right, (l, r) => Math.Pow((double)l - r, 2)).Sum();

    private static float[] NormalWeights(int count, int seed)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (float)(0.03
            * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble())))];
    }

    /// <summary>Random bytes whose halves are small and finite.</summary>
    private static byte[] RandomBlocks(TensorFormat format, int count, Random random)
    {
        byte[] blocks = new byte[count * format.BlockBytes];
        random.NextBytes(blocks);
        int[] halves = format.Type switch
        {
            TensorType.F32 or TensorType.BF16 => [],
            TensorType.F16 or TensorType.Q8_0 or TensorType.Q4_0 or TensorType.Q5_0 => [0],
            TensorType.Q2_K => [80, 82],
            TensorType.Q3_K => [108],
            TensorType.Q6_K => [208],
            _ => [0, 2],
        };
        foreach (int at in Enumerable.Range(0, count).SelectMany(b => halves.Select(h => (b * format.BlockBytes) + h)))
        {
            blocks[at + 1] &= 0xBB;
        }

        return blocks;
    }
}
