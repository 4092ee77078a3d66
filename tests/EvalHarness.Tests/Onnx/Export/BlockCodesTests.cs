using EvalHarness.Onnx.Export;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Onnx.Export;

public sealed class BlockCodesTests
{
    [Theory]
    [InlineData(4)]
    [InlineData(8)]
    public void AWeightIsOffByHalfAStepAtMostAndByOneAtTheRangesShortEnd(int bits) => Laws.Hold((double[] raw) =>
    {
        float[] row = [.. Laws.Finite(raw).Select(value => (float)value).DefaultIfEmpty(1)];
        (float[] decoded, float[] scales) = RoundTrip(row, bits);
        return row.Select((weight, i) => (Error: MathF.Abs(weight - decoded[i]), Step: MathF.Abs(scales[i / 32])))
            .All(found => found.Error <= (found.Step * 1.001f) + 1e-6f);
    });

    [Theory]
    [InlineData(4)]
    [InlineData(8)]
    public void WhatWasDecodedEncodesToItself(int bits) => Laws.Hold((double[] raw) =>
    {
        float[] row = [.. Laws.Finite(raw).Select(value => (float)value).DefaultIfEmpty(1)];
        (float[] once, _) = RoundTrip(row, bits);
        (float[] twice, _) = RoundTrip(once, bits);
        return once.Zip(twice).All(
            pair => MathF.Abs(pair.First - pair.Second) <= 1e-5f * MathF.Max(1, MathF.Abs(pair.First)));
    });

    [Fact]
    public void CodesOfFourBitsLieTwoInAByteTheEarlierOneLow()
    {
        byte[] codes = new byte[16];
        float[] scales = new float[1];
        BlockCodes.Encode([-8, 7, 1], bits: 4, codes, scales);
        Assert.Equal(1, scales[0]);
        Assert.Equal([0xF0, 0x89, 0x88], codes[..3]);
    }

    private static (float[] Decoded, float[] Scales) RoundTrip(float[] row, int bits)
    {
        int blocks = (row.Length + BlockCodes.BlockLength - 1) / BlockCodes.BlockLength;
        byte[] codes = new byte[blocks * BlockCodes.BytesPerBlock(bits)];
        float[] scales = new float[blocks];
        BlockCodes.Encode(row, bits, codes, scales);
        int middle = 1 << (bits - 1);
        float[] decoded = [.. row.Select((_, i) => scales[i / 32]
            * ((bits == 8 ? codes[i] : (codes[i / 2] >> (4 * (i & 1))) & 0xF) - middle))];
        return (decoded, scales);
    }
}
