using System.Runtime.Intrinsics;
using EvalHarness.Inference;
using EvalHarness.Inference.Engine;
using EvalHarness.Inference.Formats;
using EvalHarness.Inference.Gguf;
using EvalHarness.Inference.Kernels;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Inference.Kernels;

public sealed class ByteMatrixTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(TensorType.Q8_0)]
    [InlineData(TensorType.Q5_0)]
    [InlineData(TensorType.Q4_0)]
    public unsafe void EveryKernelEqualsTheDefinitionBitForBit(TensorType type)
    {
        using GgufFile file = GgufFile.Open(Model(type).WriteTo(_folder.File("model.gguf")));
        GgufTensor weights = file.GetTensor("blk.0.ffn_down.weight");
        float[][] x = [.. Enumerable.Range(0, 39).Select(row => Row((int)weights.RowLength, row))];
        float[][] expected = [.. x.Select(row => Define(weights, row))];
        foreach (ByteMatrix.Kernel kernel in Kernels())
        {
            float[][] actual = Multiply(weights, x, kernel);
            for (int row = 0; row < x.Length; row++)
            {
                Assert.Equal(expected[row], actual[row]);
            }
        }
    }

    [Fact]
    public void TheLargestProductsDoNotSaturate()
    {
        // Four weights of −128 or 127 meet four inputs of ±127 in every order of signs.
        Random random = new(5);
        sbyte[] w = [.. Enumerable.Range(0, 64).Select(_ => random.Next(2) == 0 ? (sbyte)-128 : (sbyte)127)];
        sbyte[] x = [.. Enumerable.Range(0, 64).Select(_ => random.Next(2) == 0 ? (sbyte)-127 : (sbyte)127)];
        int[] expected = [.. Enumerable.Range(0, 16).Select(
            lane => 3 + Enumerable.Range(4 * lane, 4).Sum(i => w[i] * x[i]))];
        Assert.Equal(expected, Add<ByteProductPortable>(w, x));
        Assert.Equal(expected, Supported<ByteProductAvx2>(w, x) ?? expected);
        Assert.Equal(expected, Supported<ByteProductAvx512>(w, x) ?? expected);
        Assert.Equal(expected, Supported<ByteProductVnni>(w, x) ?? expected);
    }

    [Fact]
    public void ActivationsAreRoundedToTheNearestOfTheirScale()
    {
        float[] x = Row(96, seed: 1);
        (sbyte[] codes, float scale) = Round(x);
        Assert.Equal(x.Max(Math.Abs) / 127, scale);
        Assert.Equal(127, codes.Max(code => Math.Abs((int)code)));
        Assert.All(x.Zip(codes), pair => Assert.True(Math.Abs(pair.First - (scale * pair.Second)) <= 0.501 * scale));
    }

    [Theory]
    [InlineData(0f, 0f)]
    [InlineData(1e-33f, 0f)]
    [InlineData(float.NaN, float.NaN)]
    [InlineData(float.PositiveInfinity, float.PositiveInfinity)]
    public void ARowWithoutAFiniteScaleIsZeroOrShowsIt(float first, float scale)
    {
        float[] x = new float[64];
        x[3] = first;
        Assert.Equal(scale, Round(x).Scale);
    }

    [Theory]
    [InlineData(TensorType.F16)]
    [InlineData(TensorType.Q4_1)]
    [InlineData(TensorType.Q6_K)]
    public void OtherWeightsAreRefusedByName(TensorType type)
    {
        string path = Model(type).WriteTo(_folder.File("model.gguf"));
        EngineOptions options = new() { Int8Activations = true };
        GgufFormatException violation =
            Assert.Throws<GgufFormatException>(() => InferenceEngine.Load(path, options).Dispose());
        Assert.Contains($"of type {type}", violation.Actual, StringComparison.Ordinal);
        Assert.Contains("Q8_0, Q5_0 or Q4_0", violation.Expected, StringComparison.Ordinal);
        using GgufFile file = GgufFile.Open(path);
        Assert.Equal(
            violation.Expected,
            Assert.Throws<GgufFormatException>(() => InferenceEngine.Check(file, options)).Expected);
    }

    [Theory]
    [InlineData(TensorType.Q8_0)]
    [InlineData(TensorType.Q4_0)]
    public async Task LogitsKeepTheirBitsInEveryBatchChunkAndTeam(TensorType type)
    {
        string path = Model(type).WriteTo(_folder.File("model.gguf"));
        await EngineProbe.RequireBatchInvariance(path, new EngineOptions { Int8Activations = true });
    }

    [Fact]
    public async Task RoundedActivationsStayCloseToExactOnes()
    {
        string path = Model(TensorType.Q8_0).WriteTo(_folder.File("model.gguf"));
        int[] tokens = EngineProbe.Tokens(60, seed: 4);
        float[][] exact = await EngineProbe.ReadLogits(path, new EngineOptions(), tokens);
        float[][] rounded = await EngineProbe.ReadLogits(path, new EngineOptions { Int8Activations = true }, tokens);
        Assert.InRange(EngineProbe.Divergence(exact, rounded), 1e-8, 5e-3);
    }

    private static TinyGguf Model(TensorType type) =>
        new() { EmbeddingLength = 256, FeedForwardLength = 512, LayerCount = 1, MatrixType = type };

    private static unsafe List<ByteMatrix.Kernel> Kernels()
    {
        List<ByteMatrix.Kernel> kernels = [ByteKernel<ByteProductPortable>.Multiply];
        if (ByteProductAvx2.IsSupported)
        {
            kernels.Add(ByteKernel<ByteProductAvx2>.Multiply);
        }

        if (ByteProductAvx512.IsSupported)
        {
            kernels.Add(ByteKernel<ByteProductAvx512>.Multiply);
        }

        if (ByteProductVnni.IsSupported)
        {
            kernels.Add(ByteKernel<ByteProductVnni>.Multiply);
        }

        return kernels;
    }

    private static int[]? Supported<TProduct>(sbyte[] w, sbyte[] x)
        where TProduct : struct, IByteProduct => TProduct.IsSupported ? Add<TProduct>(w, x) : null;

    private static int[] Add<TProduct>(sbyte[] w, sbyte[] x)
        where TProduct : struct, IByteProduct
    {
        int[] sums = new int[16];
        Vector512.CopyTo(TProduct.Add(Vector512.Create(3), Vector512.Create(w), Vector512.Create(x)), sums);
        return sums;
    }

    private static float[] Row(int length, int seed)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, length).Select(i => (i % 50 == 7 ? 6 : 1) * ((2 * random.NextSingle()) - 1))];
    }

    private static unsafe (sbyte[] Codes, float Scale) Round(float[] x)
    {
        using AlignedBuffer padded = new(AlignedBuffer.RoundUp(x.Length, 64));
        x.CopyTo(new Span<float>(padded.Start, x.Length));
        sbyte[] codes = new sbyte[padded.Length];
        fixed (sbyte* target = codes)
        {
            float scale = ActivationRounding.Round(padded.Start, x.Length, target);
            return (codes[..x.Length], scale);
        }
    }

    private static unsafe float[][] Multiply(GgufTensor weights, float[][] x, ByteMatrix.Kernel kernel)
    {
        (int inputs, int outputs) = ((int)weights.RowLength, (int)weights.RowCount);
        using ByteMatrix matrix = ByteMatrix.Pack([new MatrixPart(weights, 0)], outputs, inputs, kernel);
        using AlignedBuffer source = new((long)x.Length * inputs);
        using AlignedBuffer target = new((long)x.Length * outputs);
        using AlignedBuffer scratch = new(matrix.ScratchLength);
        for (int row = 0; row < x.Length; row++)
        {
            x[row].CopyTo(new Span<float>(source.Start + (row * inputs), inputs));
        }

        RowBlock y = new(target.Start, outputs);
        matrix.Multiply(
            new RowBlock(source.Start, inputs), y, new Share(0, x.Length), new Share(0, outputs), scratch.Start);
        return [.. Enumerable.Range(0, x.Length).Select(row => new Span<float>(y[row], outputs).ToArray())];
    }

    /// <summary>y[o] = s Σ_b d[b] Σ_i w[i] q[i], blocks in order, with the codes taken from the stored bytes.</summary>
    private static float[] Define(GgufTensor weights, float[] x)
    {
        float largest = x.Max(MathF.Abs);
        int[] q = [.. x.Select(value => (int)MathF.Round(value * (127 / largest), MidpointRounding.ToEven))];
        float[] y = new float[weights.RowCount];
        float[] row = new float[weights.RowLength];
        for (int o = 0; o < y.Length; o++)
        {
            ReadOnlySpan<byte> stored = weights.Rows(o, 1);
            TensorFormats.For(weights).DequantizeScalar(stored, row);
            int blockBytes = stored.Length / (row.Length / 32);
            float sum = 0;
            for (int block = 0; block < row.Length / 32; block++)
            {
                float d = (float)BitConverter.ToHalf(stored.Slice(block * blockBytes, 2));
                int products = Enumerable.Range(32 * block, 32).Sum(i => (int)MathF.Round(row[i] / d) * q[i]);
                sum = MathF.FusedMultiplyAdd(products, d, sum);
            }

            y[o] = sum * (largest / 127);
        }

        return y;
    }
}
