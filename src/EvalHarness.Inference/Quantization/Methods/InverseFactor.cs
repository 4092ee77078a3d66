using EvalHarness.Inference.Arithmetic;

namespace EvalHarness.Inference.Quantization.Methods;

/// <summary>The upper Cholesky factor U of an inverse, H⁻¹ = Uᵀ U.</summary>
/// <remarks>
/// With J the matrix that reverses the order, J H J = L Lᵀ gives H = R Rᵀ for the upper R = J L J, hence U = R⁻¹: one
/// factorization and one triangular inverse, and H⁻¹ itself is never formed.
/// </remarks>
internal static class InverseFactor
{
    /// <summary>Factors the inverse of a symmetric matrix.</summary>
    /// <param name="matrix">H (n × n); its diagonal is raised by the damping first.</param>
    /// <param name="n">Rows and columns.</param>
    /// <param name="damping">What is added to the diagonal, as a share of its mean.</param>
    /// <returns>U (n × n), zeros below its diagonal.</returns>
    /// <exception cref="ArithmeticException">The matrix is not positive definite in spite of the damping.</exception>
    public static float[] From(ReadOnlySpan<float> matrix, int n, double damping)
    {
        double mean = 0;
        for (int i = 0; i < n; i++)
        {
            mean += matrix[(i * n) + i] / (double)n;
        }

        double[][] l = new double[n][];
        for (int i = 0; i < n; i++)
        {
            l[i] = new double[i + 1];
            for (int j = 0; j <= i; j++)
            {
                l[i][j] = matrix[((n - 1 - i) * n) + n - 1 - j];
            }

            // A channel that is always zero has no say: any weight would do.
            l[i][i] = mean == 0 ? 1 : l[i][i] + (damping * mean);
        }

        Factor(l);
        return Invert(l);
    }

    /// <summary>Replaces the lower triangle of A by L with A = L Lᵀ (Cholesky).</summary>
    private static void Factor(double[][] a)
    {
        for (int i = 0; i < a.Length; i++)
        {
            for (int j = 0; j < i; j++)
            {
                a[i][j] = (a[i][j] - Dot(a[i], a[j], j)) / a[j][j];
            }

            double square = a[i][i] - Dot(a[i], a[i], i);
            a[i][i] = square > 0
                ? Math.Sqrt(square)
                : throw new ArithmeticException(
                    "The products of the calibration inputs are not positive definite: raise the damping.");
        }
    }

    /// <summary>J L⁻¹ J.</summary>
    private static float[] Invert(double[][] l)
    {
        int n = l.Length;
        float[] inverse = new float[n * n];
        Parallel.For(0, n, column =>
        {
            double[] x = new double[n];
            x[column] = 1 / l[column][column];
            for (int i = column + 1; i < n; i++)
            {
                double sum = LaneSums.Dot(
                    l[i].AsSpan(column, i - column), x.AsSpan(column, i - column));
                x[i] = -sum / l[i][i];
            }

            for (int i = column; i < n; i++)
            {
                inverse[((n - 1 - i) * n) + n - 1 - column] = (float)x[i];
            }
        });
        return inverse;
    }

    private static double Dot(double[] a, double[] b, int length) =>
        LaneSums.Dot(a.AsSpan(0, length), b.AsSpan(0, length));
}
