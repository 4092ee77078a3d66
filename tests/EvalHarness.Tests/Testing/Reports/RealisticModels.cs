using EvalHarness.Fidelity;
using EvalHarness.Gating;
using EvalHarness.Runs;

namespace EvalHarness.Tests.Testing.Reports;

/// <summary>Models, flips and hashes of the realistic report.</summary>
internal static class RealisticModels
{
    /// <summary>Flips of the four candidates on exact match.</summary>
    public static IReadOnlyList<Flips> Flips { get; } =
    [
        new(1, 2, 0.01, 1),
        new(11, 6, 0.056667, 0.3323),
        new(29, 7, 0.12, 0.00032),
        new(211, 2, 0.71, 1.1e-58),
    ];

    /// <summary>The five models, baseline first.</summary>
    public static IReadOnlyList<ModelSummary> Create() =>
    [
        Model("baseline", "llama, 5.2 M parameters, F16", 10_484_960, 16.02, 1.2353, 812.4, 96_468_992),
        Model("q8_0", "llama, 5.2 M parameters, Q8_0, rtn", 5_603_104, 8.56, 1.2358, 1015.7, 90_177_536) with
        {
            Fidelity = Fidelity(0.000131, 0.99314, 1.0003),
        },
        Model("q4_0", "llama, 5.2 M parameters, Q4_0, rtn", 3_008_736, 4.60, 1.2745, 1104.2, 87_031_808) with
        {
            Fidelity = Fidelity(0.050987, 0.88961, 1.0508) with
            {
                Summary = Summary(0.050987),
                Greedy = new(32, [null, 7, 12, null, 31]),
            },
        },
        Model("q3_k", "llama, 5.2 M parameters, Q3_K, rtn", 2_421_112, 3.70, 1.4502, 655.9, 86_507_520) with
        {
            Fidelity = new ModelFidelity { Reason = "a context of 128 tokens where at least 256 was expected" },
        },
        Model("q2_k", "llama, 5.2 M parameters, Q2_K, rtn", 1_893_744, 2.89, 13.7713, 698.3, 85_983_232),
    ];

    /// <summary>Hashes and seeds.</summary>
    public static RunManifest Manifest() => new()
    {
        ToolVersion = "0.1.0",
        ConfigurationSha256 = Hash('a'),
        Models = new Dictionary<string, string> { ["q8_0"] = Hash('8'), ["baseline"] = Hash('f') },
        Datasets = new Dictionary<string, string> { ["summarize"] = Hash('1'), ["answer"] = Hash('2') },
        Prompts = new Dictionary<string, string> { ["summarize"] = Hash('3'), ["answer"] = Hash('4') },
        Scorers = new Dictionary<string, string> { ["summarize"] = Hash('5'), ["answer"] = Hash('6') },
        Samples = new Dictionary<string, int> { ["summarize"] = 300, ["answer"] = 300, ["rank"] = 300 },
        Seeds = new Dictionary<string, long> { ["generation"] = 1, ["bootstrap"] = 20260131 },
    };

    private static ModelSummary Model(
        string name, string description, long bytes, double bits, double perplexity, double speed, long memory) => new()
        {
            Name = name,
            Provider = "gguf",
            Description = description,
            FileBytes = bytes,
            BitsPerWeight = bits,
            WeightsSha256 = Hash(name[0]),
            Outputs = 900,
            Errors = 0,
            InputTokens = 61_204,
            OutputTokens = 14_377,
            Perplexity = perplexity,
            Timings = new()
            {
                TimeToFirstTokenMsP50 = 9120 / speed,
                TimeToFirstTokenMsP95 = 17400 / speed,
                MsPerTokenP50 = 3890 / speed,
                MsPerTokenP95 = 5210 / speed,
                TokensPerSecond = speed,
                SamplesPerSecond = speed / 16.4,
                PeakMemoryBytes = memory,
                LoadSeconds = 0.021,
            },
        };

    private static ModelFidelity Fidelity(double divergence, double sameTop, double ratio) => new()
    {
        Tokens = 4064,
        Context = 256,
        PerplexityBase = 2.4002,
        PerplexityRatio = new(ratio, 0.0021, 0.0024),
        Divergence = new(divergence, divergence / 30, divergence / 25),
        DivergenceP99 = 14 * divergence,
        ReverseDivergence = new(1.7 * divergence, divergence / 20, null),
        RmsDeltaP = new(0.4 * Math.Sqrt(divergence), 0.0003, 0.0004),
        SameTopToken = new(sameTop, 0.0012, 0.0014),
    };

    private static DivergenceSummary Summary(double divergence) => new()
    {
        Tokens = 4064,
        Chunks = 32,
        PerplexityBase = new(2.4002, 0.0481, 0.0512),
        PerplexityCandidate = new(2.5221, 0.0523, 0.0561),
        LogLikelihoodCorrelation = 0.9712,
        LnPerplexityRatio = new(0.0495, 0.0021, 0.0024),
        PerplexityRatio = new(1.0508, 0.0022, 0.0025),
        PerplexityDifference = new(0.1219, 0.0052, 0.0058),
        Divergence = Spread(divergence, 1),
        ReverseDivergence = Spread(1.7 * divergence, 1),
        DeltaP = Spread(-0.004, 0.3),
        RmsDeltaP = new(0.0912, 0.0021, 0.0023),
        SameTopToken = new(0.88961, 0.0012, 0.0014),
        ConfidenceBins =
        [
            new(0, 0.25, 0, null, null),
            new(0.25, 0.5, 212, new(0.6132, 0.0334, 0.0351), new(0.1421, 0.0121, 0.0133)),
            new(0.5, 0.99, 1402, new(0.8714, 0.0089, 0.0094), new(0.0812, 0.0042, 0.0047)),
            new(0.99, 1, 2450, new(0.9971, 0.0011, 0.0012), new(0.0061, 0.0009, null)),
        ],
    };

    private static ValueSpread Spread(double mean, double scale) => new(
        new(mean, scale / 100, scale / 90),
        [.. ValueSpread.Levels.Select((_, i) => Math.Round(scale * (i - 6) / 6, 4))]);

    private static string Hash(char seed) => string.Concat(Enumerable.Repeat($"{(int)seed:x2}", 32));
}
