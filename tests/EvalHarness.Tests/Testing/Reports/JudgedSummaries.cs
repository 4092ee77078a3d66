using EvalHarness.Judging;

namespace EvalHarness.Tests.Testing.Reports;

/// <summary>The judges of the judged report.</summary>
internal static class JudgedSummaries
{
    private static readonly int[,] s_sound =
    {
        { 54, 5, 0, 0, 0 },
        { 4, 36, 6, 0, 0 },
        { 0, 3, 10, 3, 0 },
        { 0, 0, 2, 30, 7 },
        { 0, 0, 0, 6, 72 },
    };

    private static readonly int[,] s_biased =
    {
        { 31, 12, 24 },
        { 6, 19, 12 },
        { 9, 8, 71 },
    };

    /// <summary>Local (sound), preference (below its limits), claims (no labelled grades), master.</summary>
    public static IReadOnlyList<JudgeSummary> Create() => [Local(), Preference(), Claims(), Master()];

    private static JudgeSummary Local() => new()
    {
        Name = "local",
        Task = "summarize",
        Layer = 1,
        Model = "judge",
        JudgeId = new('7', 64),
        Instrument = "rubric, grade as written",
        Grades = ["1", "2", "3", "4", "5"],
        PassFrom = 4,
        Judged = 300,
        Unscored = 2,
        LabelsDrawn = "by-class",
        Reliability = Compare(s_sound, VerdictMenu.Range(1, 5), 4, parse: 2),
        Alpha = 0.9664,
        AlphaInterval = new(0.9541, 0.9769),
        AlwaysPass = new(117, 240),
        RetestSame = new(39, 40),
        LongerWins = new(63, 118),
        CanaryAlarms = new(0, 8),
        Failures = new Dictionary<JudgingFailure, int> { [JudgingFailure.OffMenu] = 1, [JudgingFailure.Parse] = 3 },
        Abstentions = 0,
        Calls = 596,
        Tokens = 302_114,
        Shortfalls = [],
        Corrected =
        [
            Level("baseline", 4.512, 4.534, 0.081), Level("q8_0", 4.508, 4.530, 0.082),
            Level("q4_0", 4.431, 4.450, 0.087), Level("q3_k", 4.214, 4.222, 0.102),
            Level("q2_k", 2.237, 2.128, 0.151),
            Change("q8_0", -0.004, 0.004, 0.073), Change("q4_0", -0.081, -0.082, 0.123),
            Change("q3_k", -0.298, -0.312, 0.141), Change("q2_k", -2.275, -2.406, 0.195),
        ],
    };

    private static JudgeSummary Preference() => new()
    {
        Name = "preference",
        Task = "summarize",
        Layer = 1,
        Model = "remote",
        JudgeId = new('8', 64),
        Instrument = "pairwise, both orders",
        Grades = ["baseline", "tie", "candidate"],
        PassFrom = 0,
        Judged = 75,
        Unscored = 2,
        LabelsDrawn = "random",
        Reliability = Compare(s_biased, VerdictMenu.Range(-1, 1), 0, parse: 4),
        Alpha = 0.4219,
        AlphaInterval = new(0.2987, 0.5411),
        AlwaysPass = new(129, 196),
        Flips = new(31, 150),
        FirstSlotWins = new(182, 271),
        IdenticalTies = new(11, 20),
        LongerWins = new(71, 98),
        CanaryAlarms = new(3, 8),
        Failures = new Dictionary<JudgingFailure, int>
        {
            [JudgingFailure.Parse] = 4,
            [JudgingFailure.Timeout] = 1,
            [JudgingFailure.Http] = 6,
        },
        Abstentions = 3,
        Calls = 722,
        Tokens = 400_000,
        Usd = 1.2345,
        Shortfalls =
        [
            "agreement (quadratic kappa) is 0.423, at least 0.6 is needed",
            "true negative rate is 0.463, at least 0.85 is needed",
            "order flips are 0.207, at most 0.13 are allowed",
        ],
        Corrected =
        [
            new("q8_0", CorrectedQuantity.PassRate, 0.96, 0.941, 0.902, 0.969, "Rogan–Gladen from 192 labels"),
            new("q8_0", CorrectedQuantity.Difference, -0.001, null, null, null,
                "not corrected: 9 labelled pairs differ"),
            new("q4_0", CorrectedQuantity.Difference, -0.027, -0.041, -0.118, 0.036,
                "PPI++ from 192 labelled pairs drawn at random"),
        ],
    };

    private static JudgeSummary Claims() => new()
    {
        Name = "claims",
        Task = "answer",
        Layer = 1,
        Model = "judge",
        JudgeId = new('6', 64),
        Instrument = "qag, precision of claims",
        Grades = ["0", "1"],
        PassFrom = 1,
        Judged = 75,
        Unscored = 0,
        Failures = new Dictionary<JudgingFailure, int>(),
        Abstentions = 0,
        Calls = 75,
        Shortfalls = ["no labelled text, so nothing is known of its agreement"],
        Corrected = [],
    };

    private static JudgeSummary Master() => Local() with
    {
        Name = "master",
        Layer = 2,
        JudgeId = new('9', 64),
        Instrument = "rubric, blind and then with the first layer's verdicts",
        Judged = 97,
        Unscored = 23,
        RetestSame = null,
        LongerWins = null,
        Usd = 0.0123,
        Corrected =
        [
            new("q8_0", CorrectedQuantity.Difference, 0, null, null, null, "no labels of its own to correct by"),
            new("q4_0", CorrectedQuantity.Difference, -0.1622, null, null, null, "no labels of its own to correct by"),
        ],
    };

    private static CorrectedScore Level(string model, double raw, double estimate, double half) => new(
        model, CorrectedQuantity.MeanGrade, raw, estimate, estimate - half, estimate + half,
        "measurement line of slope 0.946 from 238 labels drawn by class");

    private static CorrectedScore Change(string model, double raw, double estimate, double half) =>
        Level(model, raw, estimate, half) with { Quantity = CorrectedQuantity.Difference };

    private static JudgeReliability Compare(int[,] counts, VerdictMenu menu, double passFrom, int parse)
    {
        List<(double, Verdict)> items = [];
        for (int known = 0; known < menu.Scores.Count; known++)
        {
            for (int given = 0; given < menu.Scores.Count; given++)
            {
                items.AddRange(Enumerable.Repeat(
                    (menu.Scores[known], Judged(menu.Scores[given])), counts[known, given]));
            }
        }

        items.AddRange(Enumerable.Repeat(
            (menu.Scores[0], Judged(null) with { Failure = JudgingFailure.Parse }), parse));
        return JudgeReliability.From(items, menu, passFrom);
    }

    private static Verdict Judged(double? score) => new()
    {
        Judge = "any",
        SampleId = "any",
        Model = "any",
        Score = score,
        Calls = 1,
    };
}
