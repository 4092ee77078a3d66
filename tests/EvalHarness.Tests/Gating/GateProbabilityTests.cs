using EvalHarness.Gating;
using EvalHarness.Statistics;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Gating;

public sealed class GateProbabilityTests
{
    [Fact]
    public void ThePrintedBoundPassesExactlyWhereThePrintedPDoes() => Laws.Hold<double[], int>((raw, seed) =>
    {
        double?[] before = [.. Laws.Finite(raw).Select(value => (double?)(0.5 + (value % 0.3)))];
        double?[] after = [.. before.Select((value, i) => value + (((i * 7) + seed) % 5 * 0.01) - 0.02)];
        return before.Length == 0 || new[] { 0.05, 0.2 }.All(margin =>
        {
            GateDecision decision = Decide(margin, Evidence.Of(Evidence.Graded, before, after));
            return decision.Low is null || Math.Abs(decision.P!.Value - 0.05) < 1e-7
                || decision.Low >= -margin == decision.P <= 0.05;
        });
    });

    [Fact]
    public void ThePOfPassFailSamplesInvertsTheirOwnBound()
    {
        foreach ((int lost, int gained) in new[] { (4, 1), (12, 12), (0, 9), (20, 3) })
        {
            GateDecision decision = Decide(0.05, Evidence.Flips(300, lost, gained));
            Assert.Equal(BoundMethod.Score, decision.Method);
            Assert.Equal(decision.Low >= -0.05, decision.P <= 0.05);
            GateRule atP = new(decision.Metric, 0.05, 1 - Math.Clamp(decision.P!.Value, 1e-6, 0.49));
            GateDecision again = NonInferiorityGate.Decide(atP, Evidence.Flips(300, lost, gained), seed: 1);
            Assert.True(decision.P is < 1e-6 or > 0.49 || Math.Abs(again.Low!.Value + 0.05) < 2e-3);
        }
    }

    [Fact]
    public void AWiderMarginNeverTurnsAPassIntoSomethingElse() => Laws.Hold<double[], int>((raw, seed) =>
    {
        double?[] before = [.. Laws.Finite(raw).Select(value => (double?)value)];
        double?[] after = [.. before.Select((value, i) => value + (((i * 7) + seed) % 5 * 0.01) - 0.02)];
        PairedDifferences evidence = Evidence.Of(Evidence.Loss, after, before);
        double[] margins = [0.001, 0.01, 0.03, 0.1, 1, 1e6];
        int[] outcomes =
        [
            .. margins.Select(margin => Decide(margin, evidence).Outcome switch
            {
                GateOutcome.Fail => 0,
                GateOutcome.Inconclusive => 1,
                _ => 2,
            }),
        ];
        return outcomes.SequenceEqual(outcomes.Order());
    });

    [Fact]
    public void ACandidateAtTheMarginRarelyPasses()
    {
        // True loss exactly the margin: at most 5 % may pass, for rare and for frequent flips, few and many samples.
        SeededRandom random = new(17);
        (int, double, double)[] truths = [(60, 0.10, 0.0), (100, 0.05, 0.0), (200, 0.12, 0.07)];
        foreach ((int pairs, double lost, double gained) in truths)
        {
            int passed = 0;
            Dictionary<(int, int), GateOutcome> known = [];
            for (int trial = 0; trial < 150; trial++)
            {
                double[] draws = [.. Enumerable.Range(0, pairs).Select(_ => random.NextDouble())];
                int down = draws.Count(u => u < lost);
                int up = draws.Count(u => u >= lost && u < lost + gained);
                if (!known.TryGetValue((down, up), out GateOutcome outcome))
                {
                    outcome = Decide(lost - gained, Evidence.Flips(pairs, down, up)).Outcome;
                    known.Add((down, up), outcome);
                }

                passed += outcome == GateOutcome.Pass ? 1 : 0;
            }

            // Binomial(150, .05): mean 7.5, standard deviation 2.7.
            Assert.InRange(passed, 0, 15);
        }
    }

    private static GateDecision Decide(double margin, PairedDifferences evidence) =>
        NonInferiorityGate.Decide(new GateRule(evidence.Metric, margin), evidence, seed: 1);
}
