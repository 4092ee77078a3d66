using EvalHarness.Inference.Quantization.Methods;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Inference.Quantization.Methods;

public sealed class InverseFactorTests
{
    [Fact]
    public void TheFactorsProductIsTheInverse()
    {
        const int N = 24;
        float[] matrix = CorrelatedInputs.Hessian(N, 200, seed: 1);
        float[] u = InverseFactor.From(matrix, N, damping: 0.01);
        double mean = Enumerable.Range(0, N).Average(i => (double)matrix[(i * N) + i]);
        for (int i = 0; i < N; i++)
        {
            for (int j = 0; j < N; j++)
            {
                double sum = 0;
                for (int k = 0; k < N; k++)
                {
                    double inverse = Enumerable.Range(0, N).Sum(l => (double)u[(l * N) + i] * u[(l * N) + k]);
                    sum += inverse * (matrix[(k * N) + j] + (k == j ? 0.01 * mean : 0));
                }

                Assert.Equal(i == j ? 1 : 0, sum, 1e-3);
                Assert.True(j >= i || u[(i * N) + j] == 0);
            }
        }
    }

    [Fact]
    public void AMatrixThatIsNotPositiveDefiniteIsRefused() =>
        Assert.Throws<ArithmeticException>(() => InverseFactor.From([1, 2, 2, 1], 2, 0.001));
}
