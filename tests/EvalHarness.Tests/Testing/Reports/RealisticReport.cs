using EvalHarness.Gating;
using EvalHarness.Reporting;

namespace EvalHarness.Tests.Testing.Reports;

/// <summary>One baseline, four candidates from good to ruined, three tasks: figures of a plausible size.</summary>
internal static class RealisticReport
{
    private static readonly string[] s_models = ["baseline", "q8_0", "q4_0", "q3_k", "q2_k"];

    // Baseline's mean, then each candidate's change and half width of its 95 % interval.
    private static readonly (string Metric, double Mean, double[] Change, double Half)[] s_metrics =
    [
        ("summarize/rouge1", 0.8421, [-0.0006, -0.0118, -0.0512, -0.3920], 0.0081),
        ("summarize/rouge2", 0.7310, [-0.0010, -0.0175, -0.0790, -0.4817], 0.0112),
        ("summarize/rougeL", 0.8032, [-0.0008, -0.0127, -0.0549, -0.4106], 0.0086),
        ("summarize/nll", 0.2113, [0.0004, 0.0312, 0.1604, 2.4117], 0.0121),
        ("answer/exact_match", 0.9233, [0.0033, -0.0167, -0.0733, -0.6967], 0.0196),
        ("answer/token_f1", 0.9471, [0.0021, -0.0133, -0.0622, -0.6210], 0.0158),
        ("rank/ndcg@5", 0.9127, [0.0002, -0.0091, -0.0308, -0.2275], 0.0107),
        ("rank/mrr", 0.9344, [0.0000, -0.0072, -0.0279, -0.2518], 0.0132),
    ];

    private static readonly Dictionary<string, double> s_margins = new()
    {
        ["summarize/rougeL"] = 0.02,
        ["answer/exact_match"] = 0.03,
        ["rank/ndcg@5"] = 0.02,
    };

    /// <summary>The report.</summary>
    public static Report Create()
    {
        List<Comparison> comparisons = [.. from metric in s_metrics
                                           from candidate in Enumerable.Range(1, 4)
                                           select Compare(metric, candidate)];
        List<GateDecision> gates = [.. comparisons.Where(comparison => s_margins.ContainsKey(comparison.Metric))
            .Select(Decide)];
        List<CandidateDecision> candidates = [.. s_models[1..].Select(model => Judge(model, gates))];
        return new()
        {
            Name = "bundled-regression",
            Decision = ReleaseDecision.Hold,
            Summary = "q8_0 may ship; q4_0 is not decided on 2 of 3 gates; q3_k and q2_k fail.",
            Baseline = "baseline",
            Candidates = candidates,
            Gates = gates,
            Comparisons = comparisons,
            Models = RealisticModels.Create(),
            Metrics = [.. from metric in s_metrics from model in Enumerable.Range(0, 5) select Mean(metric, model)],
            Unscored = [new("q2_k", "answer/token_f1", "no output: the generation was cut off at 64 tokens", 2)],
            SkippedRows =
            [
                new("datasets/answer.csv:118", "5 fields", "4 fields: id, report, question, answer", "Quote the comma."),
            ],
            WorstSamples = RealisticSamples.Create(),
            Slices = RealisticSlices.Changes(),
            DivergenceLinks = RealisticSlices.Links(),
            Manifest = RealisticModels.Manifest(),
            Configuration = """
                {"name":"bundled-regression","baseline":"baseline","candidates":["q8_0","q4_0","q3_k","q2_k"],
                "gates":[{"metric":"summarize/rougeL","maxDrop":0.02},{"metric":"answer/exact_match","maxDrop":0.03}],
                "generation":{"temperature":0,"maxOutputTokens":64,"seed":1,"concurrency":4}}
                """,
            Run = new()
            {
                Id = "20260131-120000-7f3a",
                Started = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero),
                Finished = new(2026, 1, 31, 13, 1, 4, TimeSpan.FromHours(1)),
                Machine = "Linux 6.1 x64, 2 cores, 8 GB",
                GitCommit = "31fa07366c0fd5a9f3f0e7f9c1d2b3a4e5f60718",
            },
        };
    }

    private static MetricSummary Mean((string Metric, double Mean, double[] Change, double Half) metric, int model)
    {
        int unscored = model == 4 && metric.Metric == "answer/token_f1" ? 2 : 0;
        double mean = metric.Mean + (model == 0 ? 0 : metric.Change[model - 1]);
        return new(s_models[model], metric.Metric, Math.Round(mean, 6), 300 - unscored, unscored);
    }

    private static Comparison Compare(
        (string Metric, double Mean, double[] Change, double Half) metric, int candidate)
    {
        double delta = metric.Change[candidate - 1];
        double half = metric.Half * (1 + (Math.Abs(delta) * 3)) * (candidate == 1 ? 0.55 : 1);
        return new()
        {
            Candidate = s_models[candidate],
            Metric = metric.Metric,
            HigherIsBetter = metric.Metric != "summarize/nll",
            Pairs = 300,
            Unpaired = 0,
            BaselineUnscored = 0,
            CandidateUnscored = 0,
            Clusters = 300,
            BaselineMean = metric.Mean,
            CandidateMean = Math.Round(metric.Mean + delta, 6),
            Delta = delta,
            StandardError = Math.Round(half / 1.96, 6),
            Low = Math.Round(delta - (half * 1.05), 6),
            High = Math.Round(delta + (half * 0.95), 6),
            TLow = Math.Round(delta - half, 6),
            THigh = Math.Round(delta + half, 6),
            Flips = metric.Metric == "answer/exact_match" ? RealisticModels.Flips[candidate - 1] : null,
            DetectableDrop = Math.Round(half * 1.27, 6),
        };
    }

    private static GateDecision Decide(Comparison comparison)
    {
        double margin = s_margins[comparison.Metric];
        double low = Math.Round(comparison.Delta!.Value - (comparison.StandardError!.Value * 1.645), 6);
        double high = Math.Round(comparison.Delta.Value + (comparison.StandardError.Value * 1.645), 6);
        GateOutcome outcome = low >= -margin ? GateOutcome.Pass
            : high < -margin ? GateOutcome.Fail : GateOutcome.Inconclusive;
        string bound = FormattableString.Invariant($"lower bound {low:0.0000}, upper bound {high:0.0000}");
        return new()
        {
            Candidate = comparison.Candidate,
            Metric = comparison.Metric,
            Outcome = outcome,
            Reason = FormattableString.Invariant($"{bound}, largest tolerated drop {margin}."),
            Margin = margin,
            Confidence = 0.95,
            Pairs = 300,
            Delta = comparison.Delta,
            Low = low,
            High = high,
            P = outcome == GateOutcome.Pass ? 0.00001 : outcome == GateOutcome.Fail ? 0.9999 : 0.0931,
            AdjustedP = outcome == GateOutcome.Pass ? 0.00012 : outcome == GateOutcome.Fail ? 1 : 0.8379,
            PairsNeeded = outcome == GateOutcome.Inconclusive ? 1240 : null,
        };
    }

    private static CandidateDecision Judge(string model, List<GateDecision> gates)
    {
        List<GateDecision> own = [.. gates.Where(gate => gate.Candidate == model)];
        int failed = own.Count(gate => gate.Outcome == GateOutcome.Fail);
        int undecided = own.Count(gate => gate.Outcome == GateOutcome.Inconclusive);
        return (failed, undecided) switch
        {
            ( > 0, _) => new(model, ReleaseDecision.Hold, $"{failed} of {own.Count} gates fail."),
            (_, > 0) => new(model, ReleaseDecision.Inconclusive, $"{undecided} of {own.Count} gates are not decided."),
            _ => new(model, ReleaseDecision.Ship, $"All {own.Count} gates pass."),
        };
    }
}
