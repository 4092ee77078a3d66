using EvalHarness.Gating;
using EvalHarness.Judging;
using EvalHarness.Reporting;
using EvalHarness.Runs;
using EvalHarness.Statistics;

namespace EvalHarness.Tests.Testing.Reports;

/// <summary>Every text of this report tries to be something else: markup, a formula, an escape sequence.</summary>
internal static class HostileReport
{
    /// <summary>Breaks out of attributes, elements, comments and scripts when it is not encoded.</summary>
    public const string Markup = "\"'><script>alert(1)</script><!--</style></title><img src=x onerror=alert(2)>";

    /// <summary>Steers a terminal, reverses text, hides text and is not valid XML or UTF-16.</summary>
    public const string Invisible =
        "\u001b[2J\u001b]0;owned\u0007\u202Eevil\u202C\u200B\u0000\u2028\uFFFF\uD800 \U000E0041end";

    /// <summary>Markdown that would link, mention, embed and end a table or a fence.</summary>
    public const string Markdown =
        "[x](javascript:alert(3)) @everyone ![i](http://evil.example/i.png) | ``` \\| <b> www.evil.example";

    private const string Everything = Markup + " " + Invisible + " " + Markdown;

    /// <summary>The report.</summary>
    public static Report Create() => new()
    {
        Name = "=HYPERLINK(\"http://evil.example\")" + Everything,
        Decision = ReleaseDecision.Inconclusive,
        Summary = Everything,
        Baseline = "base" + Markup,
        Candidates = [new("=1+1" + Everything, ReleaseDecision.Inconclusive, "@SUM(A1) " + Everything)],
        Untried = ["=2+2" + Everything, "q8_0"],
        Gates =
        [
            new()
            {
                Candidate = "=1+1" + Everything,
                Metric = "+task/" + Everything,
                Outcome = GateOutcome.Inconclusive,
                Reason = "-2+3 " + Everything,
                Correction = "=2+3 " + Everything,
                Margin = 0.02,
                Confidence = 0.975,
                Pairs = 0,
            },
        ],
        Comparisons =
        [
            new()
            {
                Candidate = "=1+1" + Everything,
                Metric = "\ttask/" + Everything,
                HigherIsBetter = false,
                Pairs = 2,
                Unpaired = 1,
                BaselineUnscored = 0,
                CandidateUnscored = 1,
                Clusters = 2,
                Delta = double.NaN,
                Low = double.NegativeInfinity,
                High = double.PositiveInfinity,
            },
        ],
        Models = [Model("base" + Markup), Model("=1+1" + Everything)],
        Metrics = [new("=1+1" + Everything, "\ttask/" + Everything, null, 0, 3)],
        Judges = [Judge()],
        JudgingLayers =
        [
            new("\ttask" + Everything, 1, ["=judge" + Everything, Markup], 0, null, null, 0,
                new Dictionary<string, int> { [Everything] = 3 }, 0, 0, long.MaxValue),
            new("\ttask" + Everything, 2, [Invisible], 0, null, null, 0,
                new Dictionary<string, int> { [Everything] = 3 }, 0, 0, null),
        ],
        HumanQueue = [new(Everything, Everything, Everything, Everything, Everything)],
        Unscored = [new("=1+1" + Everything, "@task/" + Everything, Everything, 3)],
        SkippedRows = [new("a.csv:2" + Everything, Everything, Everything, Everything)],
        WorstSamples =
        [
            new()
            {
                Candidate = "=1+1" + Everything,
                Metric = "\ttask/" + Everything,
                SampleId = Everything,
                Prompt = Everything + "\r\n" + Everything,
                Target = Everything,
                BaselineText = "same words " + Everything,
                CandidateText = "same words " + Markup + "\n````\n# heading\n" + Invisible,
                BaselineScore = 1e300,
                CandidateScore = double.NaN,
                Scores = [new(Everything, double.NaN, null), new(Markdown, null, double.NegativeInfinity)],
            },
        ],
        Slices =
        [
            new()
            {
                Candidate = "=1+1" + Everything,
                Metric = "\ttask/" + Everything,
                Dimension = Everything,
                Value = Everything,
                Pairs = 10,
                Lost = 10,
                Change = -1e300,
                Low = double.NegativeInfinity,
                High = -1,
                Elsewhere = double.NaN,
                Joined = [new(Everything, double.NaN, 1), new("task/judge:" + Everything, 1e300, 1)],
            },
        ],
        DivergenceLinks = [new(Everything, Everything, 2, 1, double.NaN, double.PositiveInfinity, null)],
        Manifest = new()
        {
            ToolVersion = Everything,
            ConfigurationSha256 = Everything,
            Models = new Dictionary<string, string> { [Everything] = Everything },
            Datasets = new Dictionary<string, string>(),
            Prompts = new Dictionary<string, string>(),
            Scorers = new Dictionary<string, string>(),
            ChatTemplates = new Dictionary<string, string> { [Everything] = Everything },
            RenderedPrompts =
            [
                new()
                {
                    Task = "=task" + Everything,
                    Models = [Everything, Markup],
                    SampleId = Everything,
                    Text = "```\n" + Everything,
                    Length = 1 << 20,
                    FormatSha256 = "",
                },
            ],
            Seeds = new Dictionary<string, long> { [Markup] = long.MinValue },
        },
        Configuration = "not JSON " + Everything,
        Run = new()
        {
            Id = Everything,
            Started = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero),
            Finished = new(2026, 1, 31, 12, 0, 1, TimeSpan.Zero),
            Machine = Everything,
        },
    };

    private static JudgeSummary Judge() => new()
    {
        Name = "=judge" + Everything,
        Task = "\ttask" + Everything,
        Layer = 1,
        Model = Everything,
        JudgeId = Everything,
        Instrument = Everything,
        // Fewer grades than the matrix has categories: they cannot name them.
        Grades = [Everything],
        PassFrom = double.NaN,
        Judged = 0,
        Unscored = 0,
        LabelsDrawn = Everything,
        Reliability = JudgeReliability.From(
            [(1, new() { Judge = Markup, SampleId = Markup, Model = Markup, Score = 1 })], VerdictMenu.PassFail, 1),
        Alpha = double.NaN,
        AlphaInterval = new Interval(double.NegativeInfinity, double.PositiveInfinity),
        AlwaysPass = new(1, 1),
        Failures = new Dictionary<JudgingFailure, int> { [JudgingFailure.Injection] = 1 },
        Abstentions = 0,
        Calls = 0,
        Usd = double.PositiveInfinity,
        Shortfalls = ["@shortfall " + Everything],
        Corrected =
        [
            new(Everything, CorrectedQuantity.Difference, double.NaN, double.NaN, double.NegativeInfinity, 1e300,
                Everything),
            new(Markup, CorrectedQuantity.MeanGrade, 1e300, -1e300, null, null, Markup),
        ],
    };

    private static ModelSummary Model(string name) => new()
    {
        Name = name,
        Provider = Markup,
        Description = Everything,
        FileBytes = long.MaxValue,
        BitsPerWeight = double.PositiveInfinity,
        Outputs = 0,
        Errors = 3,
        Perplexity = 1e200,
        Fidelity = new() { Reason = Everything, Divergence = new(double.NaN, null, double.PositiveInfinity) },
    };
}
