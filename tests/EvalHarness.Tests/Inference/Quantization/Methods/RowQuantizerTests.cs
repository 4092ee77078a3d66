using EvalHarness.Inference.Formats;
using EvalHarness.Inference.Quantization;
using EvalHarness.Inference.Quantization.Methods;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Inference.Quantization.Methods;

public sealed class RowQuantizerTests
{
    private const int Channels = 256;
    private const int Rows = 20;

    private static readonly float[] s_hessian = CorrelatedInputs.Hessian(Channels, 1_000, seed: 5);
    private static readonly float[] s_weights = CorrelatedInputs.Weights(Rows * Channels, seed: 6);

    [Theory]
    [InlineData("q4_1")]
    [InlineData("q4_0")]
    [InlineData("q4_k")]
    [InlineData("q3_k")]
    [InlineData("q2_k")]
    [InlineData("uint3_b32")]
    [InlineData("int4_channel")]
    public void GptqLosesLessOfTheOutputThanRoundingToTheNearest(string type)
    {
        TensorFormat format = TensorFormats.Find(type)!;
        double nearest = Error(format, new NearestRowQuantizer(format));
        Assert.InRange(Error(format, Gptq(format, order: null)) / nearest, 0, 0.8);
        Assert.InRange(Error(format, Gptq(format, Order())) / nearest, 0, 0.9);
    }

    [Fact]
    public void TheNumberOfColumnsTakenTogetherChangesNoMoreThanRounding()
    {
        TensorFormat format = TensorFormats.Find("q4_1")!;
        double one = Error(format, Gptq(format, order: null, blockColumns: 1));
        double all = Error(format, Gptq(format, order: null, blockColumns: Channels));
        Assert.Equal(one, all, one * 0.01);
    }

    [Theory]
    [InlineData("q4_1")]
    [InlineData("q6_k")]
    [InlineData("q5_k")]
    [InlineData("q4_k")]
    [InlineData("q3_k")]
    [InlineData("q2_k")]
    [InlineData("q5_0")]
    public void ImportanceMakesErrorsSmallWhereInputsAreStrong(string type)
    {
        TensorFormat format = TensorFormats.Find(type)!;
        float[] importance = Diagonal();
        float[] before = s_weights;
        double Weighed(float[] after) => before.Select((w, i) =>
            importance[i % Channels] * Math.Pow((double)w - after[i], 2)).Sum();
        double plain = Weighed(Kept(format, new NearestRowQuantizer(format)));
        Assert.InRange(Weighed(Kept(format, new NearestRowQuantizer(format, importance))) / plain, 0, 0.97);
    }

    [Theory]
    [InlineData("q4_1")]
    [InlineData("q5_1")]
    [InlineData("uint3_b64")]
    [InlineData("uint2_b32")]
    public void HqqMakesItsOwnNormSmallerThanTheWholeRangeDoes(string type)
    {
        GridFormat format = (GridFormat)TensorFormats.Find(type)!;
        float[] hqq = Kept(format, new HqqRowQuantizer(format, new HqqOptions()));
        float[] plain = Kept(format, new HqqRowQuantizer(format, new HqqOptions { Iterations = 0 }));
        double Norm(float[] after) =>
            s_weights.Zip(after, (w, a) => Math.Pow(Math.Abs((double)w - a), 0.7)).Sum();
        Assert.InRange(Norm(hqq) / Norm(plain), 0, 0.97);
    }

    private static float[] Diagonal() =>
        [.. Enumerable.Range(0, Channels).Select(i => s_hessian[(i * Channels) + i])];

    private static int[] Order()
    {
        float[] diagonal = Diagonal();
        return [.. Enumerable.Range(0, Channels).OrderByDescending(i => diagonal[i])];
    }

    private static GptqRowQuantizer Gptq(TensorFormat format, int[]? order, int blockColumns = 128)
    {
        float[] hessian = order is null
            ? s_hessian
            : [.. Enumerable.Range(0, Channels * Channels)
                .Select(i => s_hessian[(order[i / Channels] * Channels) + order[i % Channels]])];
        return new((GridFormat)format, InverseFactor.From(hessian, Channels, 0.01), Diagonal(), order, blockColumns);
    }

    private static double Error(TensorFormat format, RowQuantizer quantizer) =>
        CorrelatedInputs.OutputError(s_weights, Kept(format, quantizer), s_hessian, Channels);

    private static float[] Kept(TensorFormat format, RowQuantizer quantizer)
    {
        int rowBytes = format.BytesFor(Channels);
        float[] kept = new float[s_weights.Length];
        for (int row = 0; row < Rows; row += quantizer.GroupRows)
        {
            int rows = Math.Min(quantizer.GroupRows, Rows - row);
            byte[] bytes = new byte[rows * rowBytes];
            quantizer.Quantize(s_weights.AsSpan(row * Channels, rows * Channels), Channels, bytes);
            for (int i = 0; i < rows; i++)
            {
                format.Dequantize(
                    bytes.AsSpan(i * rowBytes, rowBytes), kept.AsSpan((row + i) * Channels, Channels));
            }
        }

        return kept;
    }
}
