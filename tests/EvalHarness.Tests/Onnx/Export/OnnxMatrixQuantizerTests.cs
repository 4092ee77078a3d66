using EvalHarness.Inference.Quantization;
using EvalHarness.Inference.Quantization.Methods;
using EvalHarness.Onnx.Export;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Onnx.Export;

public sealed class OnnxMatrixQuantizerTests
{
    [Theory]
    [InlineData("int4", 4, 32, false)]
    [InlineData("int8_b16", 8, 16, false)]
    [InlineData("uint4_b256", 4, 256, true)]
    public void ANameSpellsBitsBlocksAndZeroPoints(string name, int bits, int block, bool hasZeroPoints)
    {
        OnnxBlockType type = OnnxBlockType.Parse(name)!;
        Assert.Equal(new OnnxBlockType(bits, block, hasZeroPoints), type);
        Assert.Equal(type, OnnxBlockType.Parse(type.Name));
    }

    [Theory]
    [InlineData("int2")]
    [InlineData("int4_b8")]
    [InlineData("int4_channel")]
    [InlineData("int4_b")]
    [InlineData("q4_0")]
    public void OtherNamesMeanNothing(string name) => Assert.Null(OnnxBlockType.Parse(name));

    [Theory]
    [InlineData("uint4", 0.51)]
    [InlineData("uint8", 0.51)]
    [InlineData("int4", 1.01)]
    [InlineData("int8", 1.01)]
    public void AWeightIsOffByHalfAStepOrAtTheShortEndByOne(string type, double steps) => Laws.Hold((double[] raw) =>
    {
        float[] row = [.. Laws.Finite(raw).Select(value => (float)value).DefaultIfEmpty(1).Take(32)];
        float range = row.Append(0).Max() - row.Append(0).Min();
        float largest = row.Max(MathF.Abs);
        OnnxBlockType parsed = OnnxBlockType.Parse(type)!;
        double step = parsed.HasZeroPoints
            ? range / ((1 << parsed.Bits) - 1)
            : largest / (1 << (parsed.Bits - 1));
        return Quantize(type, row, hqq: null).Maximum <= (steps * step) + 1e-6;
    });

    [Fact]
    public void ZeroStaysZero() => Laws.Hold((double[] raw) =>
    {
        float[] row = [.. Laws.Finite(raw).Select(value => (float)value).Take(30), 0, 0];
        return Quantize("uint4", row, hqq: null).Zeros >= 2 && Quantize("int4", row, hqq: null).Zeros >= 2;
    });

    [Fact]
    public void WeightsAllAlikeAreKept()
    {
        float[] row = [.. Enumerable.Repeat(-0.25f, 21)];
        Assert.Equal(0, Quantize("uint4", row, new HqqOptions()).Maximum);
    }

    [Fact]
    public void FourBitZeroPointsBeginEveryOutputInAByteOfItsOwn()
    {
        OnnxMatrixQuantizer quantizer = new(OnnxBlockType.Parse("uint4_b16")!, inHalves: false, null, 48, 2);
        float[] row = new float[48];
        (row[0], row[1], row[16], row[17], row[32]) = (-1, 2, -2, 1, -3);
        byte[] codes = new byte[quantizer.CodeRowBytes];
        quantizer.Quantize(1, row, codes);
        Assert.Equal([0x00, 0x00, 0xA5, 0x0F], quantizer.ZeroPoints);
        Assert.Equal(0xF0, codes[0]);
    }

    private static RowLoss Quantize(string type, float[] row, HqqOptions? hqq)
    {
        OnnxMatrixQuantizer quantizer = new(OnnxBlockType.Parse(type)!, inHalves: false, hqq, row.Length, 1);
        return quantizer.Quantize(0, row, new byte[quantizer.CodeRowBytes]);
    }
}
