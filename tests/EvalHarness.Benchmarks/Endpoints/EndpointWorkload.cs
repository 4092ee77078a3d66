using System.Globalization;
using System.Text.Json;

namespace EvalHarness.Benchmarks.Endpoints;

/// <summary>Two models, 2,000 questions each, 64 requests under way, and a server that answers after 20 ms.</summary>
internal static class EndpointWorkload
{
    public const int Samples = 2000;
    public const int Concurrency = 64;

    public static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(20);
    public static readonly string[] Models = ["base", "quant"];

    /// <summary>The question of a sample.</summary>
    public static string Question(int sample) => string.Create(
        CultureInfo.InvariantCulture, $"What is the capital of country number {sample}, the one of case {sample * 7}?");

    /// <summary>The only right answer.</summary>
    public static string Answer(string question) =>
        "it is " + question.GetHashCodeOfText().ToString("x8", CultureInfo.InvariantCulture);

    /// <summary>Writes dataset, prompt and configuration.</summary>
    public static string Write(string folder, int port, int modelsAtOnce)
    {
        File.WriteAllLines(Path.Combine(folder, "data.jsonl"), Enumerable.Range(0, Samples).Select(
            i => JsonSerializer.Serialize(
                new { id = $"q{i:0000}", question = Question(i), target = Answer(Question(i)) })));
        File.WriteAllText(
            Path.Combine(folder, "ask.yaml"),
            "name: ask\ntemplate_format: handlebars\ntemplate: '<message role=\"user\">{{question}}</message>'\n"
            + "input_variables:\n  - name: question\n");
        string configuration = Path.Combine(folder, "eval.config.json");
        File.WriteAllText(configuration, JsonSerializer.Serialize(new
        {
            name = "endpoint",
            models = Models.ToDictionary(name => name, name => new
            {
                provider = "openai",
                endpoint = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/v1"),
                model = name,
                limits = new { concurrency = Concurrency, tryTimeoutSeconds = 5 },
            }),
            baseline = Models[0],
            candidates = Models[1..],
            tasks = new
            {
                ask = new
                {
                    dataset = "data.jsonl",
                    prompt = "ask.yaml",
                    metrics = new[] { "exact_match", "token_f1" },
                },
            },
            generation = new { concurrency = Concurrency, maxOutputTokens = 32, modelsAtOnce },
            gates = new[] { new { metric = "ask/exact_match", maxDrop = 0.05 } },
        }));
        return configuration;
    }

    // FNV-1a: the same in every process, unlike string.GetHashCode.
    private static uint GetHashCodeOfText(this string text) =>
        text.Aggregate(2166136261u, (hash, c) => (hash ^ c) * 16777619u);
}
