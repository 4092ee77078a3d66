namespace EvalHarness.Tests.Testing;

/// <summary>Seeded inputs of a linear layer whose channels are correlated and of unequal strength.</summary>
internal static class CorrelatedInputs
{
    public static float[][] Rows(int channels, int count, int seed)
    {
        Random random = new(seed);
        float[] strengths = [.. Enumerable.Range(0, channels).Select(_ => (float)Math.Exp(Laws.Normal(random)))];
        return
        [
            .. Enumerable.Range(0, count).Select(_ =>
            {
                double shared = Laws.Normal(random);
                return strengths.Select(s => s * (float)(shared + Laws.Normal(random))).ToArray();
            }),
        ];
    }

    /// <summary>The mean of x xᵀ.</summary>
    public static float[] Hessian(int channels, int count, int seed)
    {
        double[] sums = new double[channels * channels];
        foreach (float[] x in Rows(channels, count, seed))
        {
            for (int i = 0; i < sums.Length; i++)
            {
                sums[i] += (double)x[i / channels] * x[i % channels] / count;
            }
        }

        return [.. sums.Select(sum => (float)sum)];
    }

    public static float[] Weights(int count, int seed)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (float)(0.1 * Laws.Normal(random)))];
    }

    /// <summary>Σ δ H δᵀ over the rows of what was lost.</summary>
    public static double OutputError(float[] before, float[] after, float[] hessian, int channels)
    {
        double error = 0;
        for (int row = 0; row < before.Length; row += channels)
        {
            for (int i = 0; i < channels; i++)
            {
                for (int j = 0; j < channels; j++)
                {
                    error += ((double)before[row + i] - after[row + i]) * hessian[(i * channels) + j]
                        * ((double)before[row + j] - after[row + j]);
                }
            }
        }

        return error;
    }
}
