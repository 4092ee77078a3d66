using EvalHarness.Metrics.Retrieval;

namespace EvalHarness.Tests.Metrics.Retrieval;

public sealed class CosineSimilarityTests
{
    [Theory]
    [InlineData(new[] { 3f, 4f }, new[] { 1f, 0f }, 0.6)]
    [InlineData(new[] { 3f, 4f }, new[] { 4f, 3f }, 0.96)]
    [InlineData(new[] { 3f, 4f }, new[] { -6f, -8f }, -1)]
    [InlineData(new[] { 1f, 0f }, new[] { 0f, 1f }, 0)]
    [InlineData(new[] { 1e30f, 1e30f }, new[] { 1e-30f, 1e-30f }, 1)]
    public void ItIsTheDotProductOverTheLengths(float[] x, float[] y, double cosine) =>
        Assert.Equal(cosine, CosineSimilarity.Compute(x, y)!.Value, 15);

    [Theory]
    [InlineData(new[] { 1f }, new[] { 1f, 0f })]
    [InlineData(new float[0], new float[0])]
    [InlineData(new[] { 0f, 0f }, new[] { 1f, 0f })]
    [InlineData(new[] { float.NaN, 0f }, new[] { 1f, 0f })]
    [InlineData(new[] { float.PositiveInfinity, 0f }, new[] { 1f, 0f })]
    public void VectorsThatCannotBeComparedHaveNone(float[] x, float[] y) =>
        Assert.Null(CosineSimilarity.Compute(x, y));
}
