using EvalHarness.Inference.Gguf;
using EvalHarness.Inference.Quantization.Sensitivity;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Inference.Quantization.Sensitivity;

public sealed class PrecisionPathTests
{
    [Fact]
    public void EveryStepCostsBytesAndSavesDivergence() => Laws.Hold<int, bool>((seed, isConvex) =>
    {
        IReadOnlyList<PrecisionMix> path = PrecisionPath.From(Matrices(seed, isConvex));
        return path.Zip(path.Skip(1)).All(step =>
            step.First.Bytes < step.Second.Bytes && step.First.Divergence > step.Second.Divergence);
    });

    [Fact]
    public void AMixHasTheBytesAndTheDivergenceOfItsChoices() => Laws.Hold<int, bool>((seed, isConvex) =>
        PrecisionPath.From(Matrices(seed, isConvex)).All(mix =>
            mix.Bytes == mix.Choices.Sum(choice => choice.Bytes)
            && Laws.Near(mix.Divergence, mix.Choices.Sum(choice => choice.Divergence))));

    [Fact]
    public void NoOtherMixOfTheSameSizeOrLessIsPredictedBetter() => Laws.Hold<int, bool>((seed, isConvex) =>
    {
        IReadOnlyList<IReadOnlyList<PrecisionChoice>> matrices = Matrices(seed, isConvex);
        (long Bytes, double Divergence)[] all = [.. Everything(matrices)];
        return PrecisionPath.From(matrices).All(mix =>
            mix.Divergence <= all.Where(other => other.Bytes <= mix.Bytes).Min(other => other.Divergence) + 1e-9);
    });

    [Fact]
    public void WhereDivergenceIsConvexEveryTypeLiesOnThePath()
    {
        IReadOnlyList<IReadOnlyList<PrecisionChoice>> matrices = Matrices(seed: 7, isConvex: true);
        Assert.Equal(
            1 + matrices.Sum(choices => choices.Count - 1), PrecisionPath.From(matrices).Count);
    }

    [Fact]
    public void AMatrixThatDoesNotMatterStaysInItsSmallestType()
    {
        IReadOnlyList<PrecisionChoice> idle = [Choice(10, 0), Choice(20, 0)];
        IReadOnlyList<PrecisionMix> path = PrecisionPath.From([idle, [Choice(10, 2), Choice(20, 1)]]);
        Assert.Equal([20, 30], path.Select(mix => mix.Bytes));
        Assert.All(path, mix => Assert.Equal(10, mix.Choices[0].Bytes));
    }

    [Fact]
    public void SizesAreEvenlySpacedFromEndToEnd()
    {
        IReadOnlyList<PrecisionMix> path = PrecisionPath.From(
            [.. Enumerable.Range(1, 100).Select(i => (PrecisionChoice[])[Choice(10, i), Choice(20, 0)])]);
        IReadOnlyList<PrecisionMix> spaced = PrecisionPath.Spaced(path, 5);
        Assert.Equal([1000, 1250, 1500, 1750, 2000], spaced.Select(mix => mix.Bytes));
        Assert.Equal(path[0], spaced[0]);
        Assert.Equal(path[^1], spaced[^1]);
    }

    [Fact]
    public void APathWithoutAMixBetweenTwoSizesGivesFewer() => Assert.Equal(
        [10, 1000],
        PrecisionPath.Spaced(PrecisionPath.From([[Choice(10, 1), Choice(1000, 0)]]), 8).Select(mix => mix.Bytes));

    private static PrecisionChoice Choice(long bytes, double divergence) =>
        new(TensorType.F32, bytes, RelativeError: 0, divergence);

    // Four matrices with up to four types; convex ones save less for each further byte.
    private static IReadOnlyList<IReadOnlyList<PrecisionChoice>> Matrices(int seed, bool isConvex)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, 4).Select(_ =>
        {
            int count = isConvex ? 4 : random.Next(1, 5);
            long bytes = random.Next(1, 50);
            double divergence = 10 + random.NextDouble();
            double slope = 0.2;
            List<PrecisionChoice> choices = [Choice(bytes, divergence)];
            for (int i = 1; i < count; i++)
            {
                int more = random.Next(1, 20);
                slope *= 0.4 + (0.5 * random.NextDouble());
                divergence -= isConvex ? slope * more : random.NextDouble() - 0.2;
                choices.Add(Choice(bytes += more, divergence));
            }

            return choices;
        })];
    }

    private static IEnumerable<(long Bytes, double Divergence)> Everything(
        IReadOnlyList<IReadOnlyList<PrecisionChoice>> matrices) => matrices.Aggregate(
            (IEnumerable<(long Bytes, double Divergence)>)[(0, 0)],
            (mixes, choices) => mixes.SelectMany(mix => choices.Select(choice =>
                (mix.Bytes + choice.Bytes, mix.Divergence + choice.Divergence))));
}
