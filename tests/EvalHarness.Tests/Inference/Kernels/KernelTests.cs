using System.Runtime.InteropServices;
using EvalHarness.Inference.Formats;
using EvalHarness.Inference.Gguf;
using EvalHarness.Inference.Kernels;

namespace EvalHarness.Tests.Inference.Kernels;

public sealed unsafe class KernelTests
{
    [Theory]
    [InlineData(TensorType.F32)]
    [InlineData(TensorType.F16)]
    [InlineData(TensorType.BF16)]
    [InlineData(TensorType.Q8_0)]
    [InlineData(TensorType.Q4_0)]
    [InlineData(TensorType.Q4_1)]
    public void AFusedDotHasTheBitsOfDequantizingFirst(TensorType type)
    {
        const int Length = 32 * 37;
        Random random = new(5);
        float[] weights =
            [.. Enumerable.Range(0, Length).Select(i => (random.NextSingle() - 0.5f) * MathF.Exp(-i % 19))];
        float[] x = [.. Enumerable.Range(0, Length).Select(_ => random.NextSingle() - 0.5f)];
        TensorFormat format = TensorFormats.For(type);
        byte[] stored = new byte[format.BytesFor(Length)];
        format.Quantize(weights, stored);
        format.DequantizeScalar(stored, weights);
        fixed (byte* row = stored)
        fixed (float* w = weights, input = x)
        {
            Assert.Equal(RowDot.Dot(w, input, Length), FusedDot.Dot(type, row, input, Length));
            double exact = weights.Zip(x, (a, b) => (double)a * b).Sum();
            double magnitude = weights.Zip(x, (a, b) => Math.Abs((double)a * b)).Sum();
            Assert.Equal(exact, RowDot.Dot(w, input, Length), magnitude * 1e-6);
        }
    }

    [Fact]
    public void HalvesOfEveryKindAreReadExactly()
    {
        ushort[] halves = [.. Enumerable.Range(0, 1 << 16).Select(i => (ushort)i).Where(h => (h & 0x7C00) != 0x7C00)];
        float[] one = new float[32];
        fixed (ushort* start = halves)
        fixed (float* x = one)
        {
            for (int i = 0; i + 32 <= halves.Length; i++)
            {
                x[i % 32] = 1;
                ushort* row = start + (i / 32 * 32);
                float expected = (float)BitConverter.UInt16BitsToHalf(row[i % 32]);
                Assert.Equal(expected, FusedDot.Dot(TensorType.F16, (byte*)row, x, 32));
                x[i % 32] = 0;
            }
        }
    }

    [Fact]
    public void BothWidthsOfPackedKernelsGiveTheSameBitsForEveryNumberOfRows()
    {
        const int Depth = 130;
        using AlignedBuffer x = Random(13 * Depth, seed: 1);
        using AlignedBuffer panel = Random(64 * Depth, seed: 2);
        using AlignedBuffer halves = new(64 * Depth);
        using AlignedBuffer expected = new(13 * 64);
        for (int output = 0; output < 64; output++)
        {
            for (int i = 0; i < Depth; i++)
            {
                halves.Start[((output / 32) * 32 * Depth) + (i * 32) + (output % 32)] = panel.Start[(i * 64) + output];
            }
        }

        for (int row = 0; row < 13; row++)
        {
            for (int output = 0; output < 64; output++)
            {
                float sum = 0;
                for (int i = 0; i < Depth; i++)
                {
                    sum = MathF.FusedMultiplyAdd(x.Start[(row * Depth) + i], panel.Start[(i * 64) + output], sum);
                }

                expected.Start[(row * 64) + output] = sum;
            }
        }

        for (int rows = 1; rows <= 13; rows++)
        {
            using AlignedBuffer wide = new(13 * 64);
            using AlignedBuffer narrow = new(13 * 64);
            PackedKernel512.Multiply(x.Start, Depth, rows, panel.Start, Depth, wide.Start, 64, resume: false);
            for (int first = 0; first < 64; first += 32)
            {
                // In two parts: the sums go on where they stopped.
                float* half = halves.Start + (first * Depth);
                float* sums = narrow.Start + first;
                PackedKernel256.Multiply(x.Start, Depth, rows, half, 50, sums, 64, resume: false);
                PackedKernel256.Multiply(
                    x.Start + 50, Depth, rows, half + (50 * 32), Depth - 50, sums, 64, resume: true);
            }

            RequireSameBits(expected, wide, rows * 64);
            RequireSameBits(expected, narrow, rows * 64);
        }
    }

    [Fact]
    public void TheExponentialIsWithinTwoUnitsInTheLastPlace()
    {
        float* x = stackalloc float[16];
        for (float from = -90; from < 87.3f; from += 0.731f)
        {
            for (int i = 0; i < 16; i++)
            {
                x[i] = from + (i * 0.0457f);
            }

            System.Runtime.Intrinsics.Vector512<float> y =
                VectorMath.Exp(System.Runtime.Intrinsics.Vector512.Load(x));
            for (int i = 0; i < 16; i++)
            {
                double exact = x[i] < -87.33654f ? 0 : Math.Exp(x[i]);
                Assert.Equal(exact, y[i], exact * 2.4e-7);
            }
        }
    }

    [Fact]
    public void ATeamMeetsAsOftenAsItsBodyAsks()
    {
        using WorkerTeam team = new(3);
        int[] steps = new int[3];
        for (int run = 0; run < 200; run++)
        {
            team.Run(worker =>
            {
                for (int step = 0; step < 5; step++)
                {
                    steps[worker]++;
                    team.Synchronize();
                    Assert.Equal(steps[0], steps[1]);
                    Assert.Equal(steps[1], steps[2]);
                    team.Synchronize();
                }
            });
        }

        Assert.Equal([1000, 1000, 1000], steps);
    }

    private static AlignedBuffer Random(int length, int seed)
    {
        Random random = new(seed);
        AlignedBuffer buffer = new(length);
        for (int i = 0; i < length; i++)
        {
            buffer.Start[i] = random.NextSingle() - 0.5f;
        }

        return buffer;
    }

    private static void RequireSameBits(AlignedBuffer expected, AlignedBuffer actual, int length) => Assert.True(
        MemoryMarshal.AsBytes(new Span<float>(expected.Start, length))
            .SequenceEqual(MemoryMarshal.AsBytes(new Span<float>(actual.Start, length))));
}
