using EvalHarness.Inference.Formats;
using EvalHarness.Statistics;

namespace EvalHarness.Inference.Quantization.Methods;

/// <summary>K-means over points of a few dimensions; equal points give equal means on any machine.</summary>
/// <param name="points">The points one after the other.</param>
/// <param name="dimensions">Numbers per point.</param>
/// <param name="count">Means.</param>
internal sealed class KMeans(float[] points, int dimensions, int count)
{
    private const int Iterations = 12;
    private const int Seed = 1;

    private readonly int _points = points.Length / dimensions;

    /// <summary>The means (count × dimensions).</summary>
    public float[] Run(CancellationToken cancellationToken)
    {
        float[] means = Begin();
        int[] nearest = new int[_points];
        for (int i = 0; i < Iterations; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Parallel.For(0, _points, point =>
                nearest[point] = CodebookFormat.Nearest(means, points.AsSpan(point * dimensions, dimensions)));
            Update(means, nearest);
        }

        return means;
    }

    /// <summary>k-means++: each mean begins at a point drawn with the squared distance to those before.</summary>
    private float[] Begin()
    {
        Xoshiro256 random = new(Seed);
        float[] means = new float[count * dimensions];
        float[] distances = new float[_points];
        Array.Fill(distances, float.PositiveInfinity);
        int drawn = (int)random.Below((ulong)_points);
        for (int mean = 0; mean < count; mean++)
        {
            Span<float> target = means.AsSpan(mean * dimensions, dimensions);
            points.AsSpan(drawn * dimensions, dimensions).CopyTo(target);
            double total = 0;
            for (int i = 0; i < _points; i++)
            {
                float distance = 0;
                for (int j = 0; j < dimensions; j++)
                {
                    float difference = points[(i * dimensions) + j] - target[j];
                    distance += difference * difference;
                }

                distances[i] = MathF.Min(distances[i], distance);
                total += distances[i];
            }

            drawn = Draw(distances, random.NextDouble() * total);
        }

        return means;
    }

    private static int Draw(float[] distances, double at)
    {
        for (int i = 0; i < distances.Length; i++)
        {
            at -= distances[i];
            if (at < 0)
            {
                return i;
            }
        }

        return distances.Length - 1;
    }

    /// <summary>Each mean moves to the middle of its points; one without points stays.</summary>
    private void Update(float[] means, int[] nearest)
    {
        double[] sums = new double[means.Length];
        int[] sizes = new int[count];
        for (int i = 0; i < _points; i++)
        {
            sizes[nearest[i]]++;
            for (int j = 0; j < dimensions; j++)
            {
                sums[(nearest[i] * dimensions) + j] += points[(i * dimensions) + j];
            }
        }

        for (int i = 0; i < means.Length; i++)
        {
            means[i] = sizes[i / dimensions] > 0 ? (float)(sums[i] / sizes[i / dimensions]) : means[i];
        }
    }
}
