using EvalHarness.Inference.Formats;

namespace EvalHarness.Tests.Inference.Formats;

public sealed class BitPackingTests
{
    [Fact]
    public void CodesComeBackFromTheirBytes()
    {
        Random random = new(3);
        for (int bits = 2; bits <= 12; bits++)
        {
            int[] codes = [.. Enumerable.Range(0, 64).Select(_ => random.Next(1 << bits))];
            byte[] bytes = new byte[8 * bits];
            int[] back = new int[64];
            BitPacking.Pack(codes, bits, bytes);
            BitPacking.Unpack(bytes, bits, back);
            Assert.Equal(codes, back);
        }
    }

    [Fact]
    public void TheLowestBitsComeFirst()
    {
        byte[] bytes = new byte[3];
        BitPacking.Pack([1, 2, 3, 4, 5, 6, 7, 0], 3, bytes);

        // From the right: 1, 2 and the low bits of 3; its high bit, 4, 5 and the low bit of 6; the rest of 6, 7 and 0.
        Assert.Equal([0b11_010_001, 0b0_101_100_0, 0b000_111_11], bytes);
    }
}
