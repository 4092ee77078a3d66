using EvalHarness.Reporting;

namespace EvalHarness.Tests.Testing.Reports;

/// <summary>Worst samples of the realistic report.</summary>
internal static class RealisticSamples
{
    private const string Report =
        "Report: 677 homes were caught out by high water in Morsted on Friday. Shops closed early. Redwood " +
        "Drainage blamed a spring tide. Crews opened a shelter after 28 weeks.\n";

    /// <summary>Four samples on three tasks.</summary>
    public static IReadOnlyList<WorstSample> Create() =>
    [
        new()
        {
            Candidate = "q2_k",
            Metric = "summarize/rougeL",
            SampleId = "summarize-0001",
            Prompt = Report + "Summary:",
            Target = "Flood in Morsted on Friday hit 677 homes, blamed on a spring tide; crews opened a shelter.",
            BaselineText = "Flood in Morsted on Friday hit 677 homes, blamed on a spring tide; crews opened a shelter.",
            CandidateText = "Flood in Morsted on on on hit homes homes, blamed the the tide tide tide tide tide tide",
            BaselineScore = 1,
            CandidateScore = 0.4138,
        },
        new()
        {
            Candidate = "q3_k",
            Metric = "summarize/rougeL",
            SampleId = "summarize-0001",
            Prompt = Report + "Summary:",
            Target = "Flood in Morsted on Friday hit 677 homes, blamed on a spring tide; crews opened a shelter.",
            BaselineText = "Flood in Morsted on Friday hit 677 homes, blamed on a spring tide; crews opened a shelter.",
            CandidateText =
                "Flood in Morsted on Friday hit 671 homes, blamed on welding sparks; crews opened a shelter.",
            BaselineScore = 1,
            CandidateScore = 0.8125,
        },
        new()
        {
            Candidate = "q4_0",
            Metric = "answer/exact_match",
            SampleId = "answer-0217",
            Prompt = Report + "Question: How many homes were hit?\nAnswer:",
            Target = "677",
            BaselineText = "677",
            CandidateText = "67",
            BaselineScore = 1,
            CandidateScore = 0,
            Scores =
            [
                new("exact_match", 1, 0),
                new("token_f1", 1, 0),
                new("kl_divergence", 0, 0.412),
                new("agreed_prefix", 1, 0.5),
                new("judge:local", 5, null),
            ],
        },
        new()
        {
            Candidate = "q2_k",
            Metric = "rank/ndcg@5",
            SampleId = "rank-0044",
            Prompt = "Query: flood in Morsted\nDocument: {candidate}\nGrade:",
            Target = null,
            BaselineText = "d3 d1 d7 d2 d5",
            CandidateText = "d5 d2 d7 d1 d3",
            BaselineScore = 0.9816,
            CandidateScore = 0.4307,
        },
    ];
}
