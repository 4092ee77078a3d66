using EvalHarness.Inference.Sampling;
using EvalHarness.Pipeline.Fidelity;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Pipeline.Fidelity;

public sealed class KnownDistributionTests
{
    private const int Vocabulary = 40;

    [Fact]
    public void WhatIsKnownOfBothBoundsTheDivergencesTheBetterTheMoreItIs() => Laws.Hold<int>(seed =>
    {
        Random random = new(seed);
        (float[] p, float[] q) = (Logits(random), Logits(random));
        int token = random.Next(Vocabulary);
        LogitComparison whole = LogitComparison.From(p, q, token);
        (double Forward, double Reverse) least = default;
        foreach (int top in new[] { 1, 3, 10, 25, Vocabulary })
        {
            KnownComparison found = Top(p, top, token).Compare(Top(q, top, token));
            bool isBound = found.Divergence.Divergence >= least.Forward - 1e-6
                && found.Divergence.Divergence <= whole.Divergence + 1e-6
                && found.Divergence.ReverseDivergence >= least.Reverse - 1e-6
                && found.Divergence.ReverseDivergence <= whole.ReverseDivergence + 1e-6;
            bool isExact = found.Divergence.IsSameTop == whole.IsSameTop
                && Math.Abs(found.Divergence.BaseConfidence - whole.TopProbability) < 1e-6
                && Math.Abs(found.Divergence.BaseLogLikelihood - whole.LogLikelihoodP) < 1e-5
                && Math.Abs(found.Divergence.CandidateLogLikelihood - whole.LogLikelihoodQ) < 1e-5;
            if (!isBound || !isExact)
            {
                return false;
            }

            least = (found.Divergence.Divergence, found.Divergence.ReverseDivergence);
        }

        return Math.Abs(least.Forward - whole.Divergence) < 1e-5
            && Math.Abs(least.Reverse - whole.ReverseDivergence) < 1e-5;
    });

    [Fact]
    public void WholeLogitsThroughTheSameTokensCompareLikeThoseTokens() => Laws.Hold<int>(seed =>
    {
        Random random = new(seed);
        (float[] p, float[] q) = (Logits(random), Logits(random));
        int token = random.Next(Vocabulary);
        KnownDistribution known = Top(p, 5, token);
        KnownDistribution through = KnownDistribution.From(q, known.KnownIds, token, new float[Vocabulary]);
        KnownComparison one = known.Compare(through);
        KnownComparison other = through.Compare(known);
        return Laws.Near(one.Divergence.Divergence, other.Divergence.ReverseDivergence)
            && Laws.Near(one.BaseMass, other.CandidateMass)
            && one.BaseMass >= Enumerable.Range(0, 5).Sum(i => Math.Exp(known.LogProbabilities[i])) - 1e-9
            && through.TopToken == Array.IndexOf(q, q.Max());
    });

    [Fact]
    public void ARestThatRoundingSwallowedIsNeitherNothingNorInfinitelyFar()
    {
        KnownDistribution sure = new(0, 0, double.NegativeInfinity, [0], [0]);
        KnownDistribution nearlySure = new(0, -1e-9, Math.Log(1e-9), [0], [-1e-9]);
        KnownDistribution unsure = new(0, Math.Log(0.9), Math.Log(0.1), [0], [Math.Log(0.9)]);
        Assert.Equal(0, sure.Compare(nearlySure).Divergence.Divergence, 1e-8);
        Assert.Equal(0, sure.Compare(sure).Divergence.Divergence);
        Assert.Equal(
            (0.9 * Math.Log(0.9)) + (0.1 * Math.Log(0.1 / KnownDistribution.Resolution)),
            unsure.Compare(sure).Divergence.Divergence,
            1e-9);
    }

    [Fact]
    public void ATokenBeyondTheKnownOnesLeavesTheRest()
    {
        KnownDistribution p = new(7, Math.Log(0.1), Math.Log(0.3), [1, 2], [Math.Log(0.5), Math.Log(0.2)]);
        KnownDistribution q = new(7, Math.Log(0.3), Math.Log(0.5), [1, 3], [Math.Log(0.4), Math.Log(0.1)]);
        KnownComparison found = p.Compare(q);
        double expected = (0.5 * Math.Log(0.5 / 0.4)) + (0.1 * Math.Log(0.1 / 0.3)) + (0.4 * Math.Log(0.4 / 0.3));
        Assert.Equal(expected, found.Divergence.Divergence, 1e-12);
        Assert.Equal((0.6, 0.7), (Math.Round(found.BaseMass, 12), Math.Round(found.CandidateMass, 12)));
        Assert.Equal([1, 2, 7], p.KnownIds);
        Assert.Equal(Math.Log(0.5), p.RestBeyond(1), 1e-12);
    }

    private static float[] Logits(Random random) =>
        [.. Enumerable.Range(0, Vocabulary).Select(_ => (float)(3 * Laws.Normal(random)))];

    private static KnownDistribution Top(float[] logits, int count, int token)
    {
        int[] ids = new int[count];
        TopTokens.Find(logits, ids);
        return KnownDistribution.From(logits, ids, token, new float[Vocabulary]);
    }
}
