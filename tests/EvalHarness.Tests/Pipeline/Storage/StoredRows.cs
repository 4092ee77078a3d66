using EvalHarness.Runs;

namespace EvalHarness.Tests.Pipeline.Storage;

/// <summary>Runs, samples and outputs for the tests of stores.</summary>
internal static class StoredRows
{
    public static RunRecord Run(string id, int minute = 0) => new()
    {
        Id = id,
        Name = "nightly",
        Status = RunStatus.Running,
        Started = new DateTimeOffset(2025, 3, 1, 12, minute, 0, 125, TimeSpan.Zero),
        Configuration = """{"name":"nightly"}""",
        Manifest = new()
        {
            ToolVersion = "1.2.3",
            ConfigurationSha256 = "c0ffee",
            Models = new Dictionary<string, string> { ["q4_0"] = "aa" },
            Datasets = new Dictionary<string, string> { ["answer"] = "bb" },
            Prompts = new Dictionary<string, string> { ["answer"] = "cc" },
            Scorers = new Dictionary<string, string> { ["answer"] = "dd" },
            Seeds = new Dictionary<string, long> { ["generation"] = long.MaxValue },
        },
    };

    public static SampleRow Sample(string task, int ordinal) => new()
    {
        Task = task,
        Ordinal = ordinal,
        Prompt = $"Question {ordinal}?",
        Sample = new()
        {
            Id = $"{task}-{ordinal}",
            Input = "in \"quotes\"\n",
            Targets = ["yes", "oui"],
            Group = "g",
            Tags = ["a", "b"],
            Fields = new Dictionary<string, string> { ["question"] = "Why?" },
            Candidates = [new("d1", "text")],
            Relevance = new Dictionary<string, int> { ["d1"] = 2 },
        },
    };

    public static OutputRow Output(string model, string task, int ordinal, string text = "fine") => new()
    {
        Model = model,
        Task = task,
        Ordinal = ordinal,
        Output = new()
        {
            SampleId = $"{task}-{ordinal}",
            Text = text,
            FinishReason = "stop",
            Usage = new(12, 3, 45.25, 6.5),
            TargetLogLikelihood = new(-1.0 / 3, 4),
        },
        Scores =
        [
            new($"{task}-{ordinal}", "rougeL", 1.0 / 3),
            new($"{task}-{ordinal}", "nll", null, "no likelihood", 4),
        ],
    };

    public static OutputRow Failure(string model, string task, int ordinal) => new()
    {
        Model = model,
        Task = task,
        Ordinal = ordinal,
        Output = new() { SampleId = $"{task}-{ordinal}", Error = new("generate", "timed out") },
        Scores = [],
    };
}
