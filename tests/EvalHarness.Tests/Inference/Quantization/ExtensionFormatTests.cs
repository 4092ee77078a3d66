using EvalHarness.Inference.Formats;
using EvalHarness.Inference.Gguf;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Inference.Quantization;

public sealed class ExtensionFormatTests
{
    private const int RowLength = 512;

    public static TheoryData<string> WholeNumberTypes =>
    [
        .. from kind in new[] { "int", "uint", "fixed" }
           from bits in new[] { 2, 3, 4, 6, 8 }
           from span in new[] { "b32", "b64", "b128", "b256", "channel" }
           let name = $"{kind}{bits}_{span}"
           where TensorFormats.Find(name)!.Name == name
           select name,
    ];

    public static TheoryData<string> LevelTypes => ["nf4_b64", "nf4_channel", "fp4_b32", "nf4_b64_dq", "fp4_b128_dq"];

    [Theory, MemberData(nameof(WholeNumberTypes))]
    public void QuantizingTwiceChangesNothingMore(string name)
    {
        float[] once = RoundTrip(name, NormalRow(1));
        float[] twice = RoundTrip(name, once);

        // The range of what was kept is that of the grid, up to the rounding of halves.
        float largest = once.Max(Math.Abs);
        Assert.All(once.Zip(twice), pair => Assert.Equal(pair.First, pair.Second, largest * 0.002f));
    }

    [Theory, MemberData(nameof(WholeNumberTypes))]
    public void NoWeightMovesFartherThanHalfAStep(string name)
    {
        ExtensionType type = ExtensionType.Parse(name)!.Value;
        float[] row = NormalRow(2);
        float[] kept = RoundTrip(name, row);
        int span = type.BlockLength > 0 ? type.BlockLength : RowLength;
        for (int start = 0; start < RowLength; start += span)
        {
            float[] block = row[start..(start + span)];
            float largest = block.Max(Math.Abs);
            int levels = (1 << (type.Bits - 1)) - 1;
            double step = type.Kind switch
            {
                ExtensionKind.Symmetric => largest / levels,
                ExtensionKind.Affine => (block.Max() - block.Min()) / ((1 << type.Bits) - 1.0),
                _ => Math.Pow(2, Math.Ceiling(Math.Log2(largest / levels))),
            };

            // Fixed point may cut off the largest weights where a smaller step loses less in all.
            double bound = type.Kind == ExtensionKind.FixedPoint ? largest - (step / 2 * levels) : 0;
            for (int i = 0; i < span; i++)
            {
                Assert.InRange(Math.Abs(block[i] - kept[start + i]), 0, Math.Max(step / 2, bound) + (largest * 0.002));
            }
        }
    }

    [Theory]
    [InlineData("int4_b64")]
    [InlineData("uint3_b32")]
    [InlineData("uint4_channel")]
    [InlineData("fixed4_b32")]
    [InlineData("nf4_b64")]
    public void TheOrderOfWeightsInABlockDoesNotMatter(string name)
    {
        ExtensionType type = ExtensionType.Parse(name)!.Value;
        int span = type.BlockLength > 0 ? type.BlockLength : RowLength;
        float[] row = NormalRow(3)[..span];
        int[] order = [.. Enumerable.Range(0, span)];
        new Random(4).Shuffle(order);
        float[] kept = RoundTrip(name, row);
        float[] shuffled = RoundTrip(name, [.. order.Select(i => row[i])]);
        Assert.Equal(order.Select(i => kept[i]), shuffled);
    }

    [Theory, MemberData(nameof(LevelTypes))]
    public void LevelsAreWithinTheirGapsOfTheWeights(string name)
    {
        float[] row = NormalRow(5);
        float[] kept = RoundTrip(name, row);
        double power = row.Sum(w => (double)w * w);
        double error = row.Zip(kept, (w, k) => Math.Pow((double)w - k, 2)).Sum();
        Assert.InRange(error / power, 0.001, name.Contains("channel", StringComparison.Ordinal) ? 0.03 : 0.02);
    }

    [Fact]
    public void FourBitLevelsHoldTheirOwnValues()
    {
        foreach (ExtensionKind kind in new[] { ExtensionKind.NormalFloat, ExtensionKind.Float })
        {
            float[] levels = FourBitLevels.For(kind).ToArray();
            Assert.Contains(0f, levels);
            Assert.Equal((-1f, 1f), (levels.Min(), levels.Max()));
            Assert.All(levels, level =>
                Assert.Equal(level, levels[FourBitLevels.Nearest(levels, level)]));
        }
    }

    [Fact]
    public void NamesThatGgufHasATypeForMeanThatType()
    {
        Assert.Equal(TensorType.Q4_1, TensorFormats.Find("uint4_b32")!.Type);
        Assert.Equal(TensorType.Q4_0, TensorFormats.Find("int4_b32")!.Type);
        Assert.Equal(TensorType.Q8_0, TensorFormats.Find("int8_b32")!.Type);
    }

    private static float[] NormalRow(int seed)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, RowLength).Select(_ => (float)(0.05 * Laws.Normal(random)))];
    }

    private static float[] RoundTrip(string name, float[] row)
    {
        TensorFormat format = TensorFormats.Find(name)!;
        byte[] bytes = new byte[format.BytesFor(row.Length)];
        format.Quantize(row, bytes);
        float[] kept = new float[row.Length];
        format.Dequantize(bytes, kept);
        return kept;
    }
}
