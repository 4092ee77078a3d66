using EvalHarness.Gating;
using EvalHarness.Judging;
using EvalHarness.Reporting;

namespace EvalHarness.Tests.Testing.Reports;

/// <summary>
/// A run whose summaries were judged in two layers: by a sound judge, by one that misses its limits, by one of which
/// no grade is known, and by a master.
/// </summary>
internal static class JudgedReport
{
    /// <summary>The report.</summary>
    public static Report Create()
    {
        Report report = RealisticReport.Create();
        return report with
        {
            Summary = "q8_0 is not decided: a judge is below its limits; q4_0 is not decided; q3_k and q2_k fail.",
            Decision = ReleaseDecision.Hold,
            Candidates =
            [
                new("q8_0", ReleaseDecision.Inconclusive, "1 of 5 gates is not decided."),
                new("q4_0", ReleaseDecision.Inconclusive, "4 of 5 gates are not decided."),
                .. report.Candidates.Skip(2),
            ],
            Gates = [.. report.Gates, .. Gates()],
            Metrics = [.. report.Metrics, .. Metrics()],
            Comparisons = [.. report.Comparisons, .. Comparisons()],
            Judges = JudgedSummaries.Create(),
            JudgingLayers =
            [
                new("summarize", 1, ["local", "preference"], 240, new(89, 118), new(89, 97), 3,
                    new Dictionary<string, int>(), 375, 1_318, 702_114),
                new("summarize", 2, ["master"], 240, new(104, 118), new(104, 109), 1,
                    new Dictionary<string, int> { ["fail"] = 61, ["disagreement"] = 24, ["audit"] = 12 },
                    97, 412, null),
                new("answer", 1, ["claims"], 0, null, null, 0, new Dictionary<string, int>(), 75, 75, 41_020),
            ],
            HumanQueue =
            [
                .. Enumerable.Range(1, 23).Select(i => new HumanQueueItem(
                    "summarize", $"s-{i * 7:000}", i % 3 == 0 ? "q2_k" : "q3_k", "master",
                    i % 2 == 0
                        ? "cannot_decide: the report gives no date, the summary gives one"
                        : "the reviewing verdict was not given in the form that was asked for")),
            ],
            Manifest = report.Manifest with
            {
                Judges = new Dictionary<string, string> { ["local"] = new('7', 64), ["master"] = new('9', 64) },
            },
        };
    }

    private static IEnumerable<GateDecision> Gates()
    {
        (string Model, double Delta, double Half, GateOutcome Outcome, string Reason)[] rows =
        [
            ("q8_0", 0.004, 0.061, GateOutcome.Pass, "The lower bound −0.0570 is above the margin."),
            ("q4_0", -0.082, 0.103, GateOutcome.Inconclusive, "The bounds hold the margin."),
            ("q3_k", -0.312, 0.118, GateOutcome.Fail, "The upper bound −0.1940 is below the margin."),
            ("q2_k", -2.406, 0.164, GateOutcome.Fail, "The upper bound −2.2420 is below the margin."),
        ];
        foreach (var row in rows)
        {
            yield return Gate("summarize/judge:local", 0.1, row.Model, row.Delta, row.Half, row.Outcome, row.Reason);
        }

        foreach (var row in rows)
        {
            yield return Gate("summarize/judge:preference", 0.05, row.Model, row.Delta / 3, row.Half,
                GateOutcome.Inconclusive, "The judge preference is below its limits, so its scores decide nothing.");
        }
    }

    private static GateDecision Gate(
        string metric, double margin, string model, double delta, double half, GateOutcome outcome, string reason) =>
        new()
        {
            Candidate = model,
            Metric = metric,
            Outcome = outcome,
            Reason = reason,
            By = metric.EndsWith("local", StringComparison.Ordinal) ? GradeSource.People : null,
            Labels = metric.EndsWith("local", StringComparison.Ordinal) ? 75 : null,
            Correction = metric.EndsWith("local", StringComparison.Ordinal)
                ? "people's labels of 75 of 150 pairs that differ, drawn at random, each weighted by 1/probability"
                : null,
            Margin = margin,
            Confidence = 0.95,
            Pairs = 300,
            Delta = delta,
            Low = Math.Round(delta - half, 6),
            High = Math.Round(delta + half, 6),
        };

    private static IEnumerable<MetricSummary> Metrics()
    {
        (string Model, double Mean)[] models =
            [("baseline", 4.512), ("q8_0", 4.508), ("q4_0", 4.431), ("q3_k", 4.214), ("q2_k", 2.237)];
        return models.Select(model => new MetricSummary(model.Model, "summarize/judge:local", model.Mean, 75, 0))
            .Concat(models[1..].Select(model => new MetricSummary(
                model.Model, "summarize/judge:preference", (model.Mean - 4.512) / 3, 73, 2)));
    }

    private static IEnumerable<Comparison> Comparisons() =>
        from row in new[] { ("q8_0", -0.004), ("q4_0", -0.081), ("q3_k", -0.298), ("q2_k", -2.275) }
        from metric in new[] { "summarize/judge:local", "summarize/judge:preference" }
        let scale = metric.EndsWith("local", StringComparison.Ordinal) ? 1 : 3
        select new Comparison
        {
            Candidate = row.Item1,
            Metric = metric,
            HigherIsBetter = true,
            Pairs = 300,
            Unpaired = 0,
            BaselineUnscored = 0,
            CandidateUnscored = 0,
            Clusters = 300,
            Delta = row.Item2 / scale,
            Low = (row.Item2 / scale) - 0.075,
            High = (row.Item2 / scale) + 0.07,
        };
}
