namespace EvalHarness.Metrics.Retrieval;

/// <summary>How near two embeddings are, whatever their lengths: the cosine of the angle between them.</summary>
public static class CosineSimilarity
{
    /// <summary>
    /// x·y / (‖x‖·‖y‖), summed in order in double precision: the same vectors give the same value on every processor.
    /// </summary>
    /// <returns>
    /// Between -1 and 1; <c>null</c> when the vectors have different dimensions, or one is empty, zero or not finite.
    /// </returns>
    public static double? Compute(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        if (x.Length != y.Length)
        {
            return null;
        }

        double dot = 0;
        double lengthX = 0;
        double lengthY = 0;
        for (int i = 0; i < x.Length; i++)
        {
            // A product of two floats is exact in double precision.
            dot += (double)x[i] * y[i];
            lengthX += (double)x[i] * x[i];
            lengthY += (double)y[i] * y[i];
        }

        double cosine = dot / (Math.Sqrt(lengthX) * Math.Sqrt(lengthY));
        return double.IsFinite(cosine) ? Math.Clamp(cosine, -1, 1) : null;
    }
}
