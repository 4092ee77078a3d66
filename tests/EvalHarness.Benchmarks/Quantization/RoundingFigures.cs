using System.Diagnostics;
using System.Globalization;
using EvalHarness.Inference.Formats;
using EvalHarness.Inference.Quantization;

namespace EvalHarness.Benchmarks.Quantization;

/// <summary>Prints how many bytes of single-precision weights one core rounds to the nearest in a second.</summary>
internal static class RoundingFigures
{
    private const int RowLength = 4096;
    private const int Rows = 1024;
    private const int Repeats = 25;

    private static readonly string[] s_types =
    [
        "bf16", "q8_0", "q5_1", "q5_0", "q4_1", "q4_0", "q6_k", "q5_k", "q4_k", "q3_k", "q2_k", "int8_channel",
        "int4_b64", "uint4_b64", "uint3_b32", "uint2_b32", "fixed6_b64", "nf4_b64", "nf4_b64_dq",
    ];

    /// <summary>Rounds the same normal weights in every type, on this thread alone.</summary>
    public static void Print(TextWriter output)
    {
        float[] weights = new float[Rows * RowLength];
        Random random = new(1);
        for (int i = 0; i < weights.Length; i++)
        {
            weights[i] = (float)(0.02 * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()))
                * Math.Cos(2 * Math.PI * random.NextDouble()));
        }

        output.WriteLine("type\tbest MB of F32 per CPU s");
        foreach (string type in s_types)
        {
            TensorFormat format = TensorFormats.Find(type)!;
            NearestRowQuantizer quantizer = new(format);
            byte[] target = new byte[format.BytesFor(RowLength)];
            double seconds = Enumerable.Range(0, Repeats).Min(_ => CpuSeconds(() =>
            {
                for (int row = 0; row < Rows; row++)
                {
                    quantizer.Quantize(weights.AsSpan(row * RowLength, RowLength), RowLength, target);
                }
            }));
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{type}\t{weights.Length * sizeof(float) / 1e6 / seconds:F0}"));
        }
    }

    private static double CpuSeconds(Action work)
    {
        using Process process = Process.GetCurrentProcess();
        TimeSpan before = process.TotalProcessorTime;
        work();
        process.Refresh();
        return (process.TotalProcessorTime - before).TotalSeconds;
    }
}
