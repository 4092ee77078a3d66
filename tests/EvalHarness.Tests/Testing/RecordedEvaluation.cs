using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using EvalHarness.Cli;
using EvalHarness.Cli.Options;
using EvalHarness.Cli.Rendering;

namespace EvalHarness.Tests.Testing;

/// <summary>
/// An evaluation of two models whose answers another program recorded, in a folder of its own. Lines and samples have
/// the shape that lm-evaluation-harness 0.4.9 and Inspect 0.3 write, and texts of their own.
/// </summary>
internal sealed class RecordedEvaluation : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>Makes a configuration with one task, <c>t</c>.</summary>
    /// <param name="before">File of the baseline.</param>
    /// <param name="after">File of the candidate.</param>
    /// <param name="metric">The gated metric.</param>
    public RecordedEvaluation(string before, string after, string metric = "exact_match") =>
        Configuration = (JsonObject)JsonSerializer.SerializeToNode(new
        {
            name = "recorded",
            models = new
            {
                f16 = new { provider = "recorded", files = new { t = before } },
                q4 = new { provider = "recorded", files = new { t = after } },
            },
            baseline = "f16",
            candidates = new[] { "q4" },
            tasks = new { t = new { metrics = new[] { metric } } },
            gates = new[] { new { metric = "t/" + metric, maxDrop = 0.1 } },
        })!;

    /// <summary>The configuration, written anew for every command.</summary>
    public JsonObject Configuration { get; }

    /// <summary>Path of a file in the folder.</summary>
    public string Combine(string name) => _folder.File(name);

    /// <summary>Adds a metric that the files have a number of, and gives its name among a task's.</summary>
    public void Record(string name, string recorded) =>
        Configuration["customMetrics"] = new JsonObject
        {
            [name] = new JsonObject { ["recorded"] = recorded, ["higherIsBetter"] = true, ["passFail"] = true },
        };

    /// <summary>Writes a JSON value a line.</summary>
    public void WriteLines(string name, IEnumerable<JsonObject> lines) =>
        File.WriteAllLines(Combine(name), lines.Select(line => line.ToJsonString()));

    /// <summary>Writes a log of Inspect as one JSON document.</summary>
    public void WriteLog(string name, IEnumerable<JsonObject> samples, string status = "success") =>
        File.WriteAllText(Combine(name), Log(status, samples).ToJsonString());

    /// <summary>Runs a command on the configuration, in this process.</summary>
    public async Task<CommandResult> RunAsync(params string[] words)
    {
        File.WriteAllText(Combine("eval.config.json"), Configuration.ToJsonString());
        using StringWriter output = new(CultureInfo.InvariantCulture);
        using StringWriter error = new(CultureInfo.InvariantCulture);
        ExitCode code = await CommandLine.RunAsync(
            [.. words, "--config", Combine("eval.config.json")],
            new Terminal(output, TextWriter.Synchronized(error)), CancellationToken.None);
        return new CommandResult(code, output.ToString(), error.ToString());
    }

    /// <summary>A line of a written answer, behind one filter.</summary>
    public static JsonObject Answer(
        int id, string answer, string target, double score, string filter = "none", string? prompt = null)
    {
        JsonObject line = Line(id, target, filter);
        line["arguments"] = new JsonObject
        {
            ["gen_args_0"] = new JsonObject
            {
                ["arg_0"] = prompt ?? $"Q: What is {id} plus {id}?\nA:",
                ["arg_1"] = new JsonObject { ["until"] = new JsonArray("\n"), ["do_sample"] = false },
            },
        };
        line["resps"] = new JsonArray(new JsonArray(answer));
        line["filtered_resps"] = new JsonArray(answer.Trim());
        line["exact_match"] = score;
        return line;
    }

    /// <summary>A line of multiple choice with a log-likelihood for each choice, a, b and so on.</summary>
    public static JsonObject Choice(int id, int right, params double[] likelihoods)
    {
        JsonObject line = Line(id, right.ToString(CultureInfo.InvariantCulture), "none");
        line["arguments"] = new JsonObject(likelihoods.Select((_, place) => KeyValuePair.Create<string, JsonNode?>(
            $"gen_args_{place}", new JsonObject
            {
                ["arg_0"] = $"Which is right in {id}?\nAnswer:",
                ["arg_1"] = " " + (char)('a' + place),
            })));
        line["resps"] = new JsonArray([.. likelihoods.Select(likelihood => new JsonArray(Pair(likelihood)))]);
        line["filtered_resps"] = new JsonArray([.. likelihoods.Select(Pair)]);
        line["acc"] = Array.IndexOf(likelihoods, likelihoods.Max()) == right ? 1.0 : 0.0;
        return line;
    }

    /// <summary>An epoch of a sample of Inspect.</summary>
    public static JsonObject Epoch(JsonNode id, string answer, string target, JsonNode? value, int epoch = 1) => new()
    {
        ["id"] = id,
        ["epoch"] = epoch,
        ["input"] = $"What is {id}?",
        ["target"] = target,
        ["messages"] = new JsonArray(
            new JsonObject { ["role"] = "user", ["content"] = $"What is {id}?", ["source"] = "input" },
            new JsonObject { ["role"] = "assistant", ["content"] = answer, ["source"] = "generate" }),
        ["output"] = new JsonObject
        {
            ["model"] = "m",
            ["choices"] = new JsonArray(new JsonObject
            {
                ["message"] = new JsonObject { ["role"] = "assistant", ["content"] = answer },
                ["stop_reason"] = "stop",
            }),
            ["completion"] = answer,
            ["usage"] = new JsonObject { ["input_tokens"] = 9, ["output_tokens"] = 2, ["total_tokens"] = 11 },
        },
        ["scores"] = new JsonObject { ["match"] = new JsonObject { ["value"] = value, ["answer"] = answer } },
        ["metadata"] = new JsonObject { ["level"] = "easy" },
    };

    /// <summary>A log with its samples.</summary>
    public static JsonObject Log(string status, IEnumerable<JsonObject> samples)
    {
        JsonObject log = Header(status);
        log["samples"] = new JsonArray([.. samples]);
        return log;
    }

    /// <summary>What a log begins with.</summary>
    public static JsonObject Header(string status = "success") => new()
    {
        ["version"] = 2,
        ["status"] = status,
        ["eval"] = new JsonObject { ["task"] = "sums", ["model"] = "mockllm/model" },
    };

    public void Dispose() => _folder.Dispose();

    private static JsonObject Line(int id, string target, string filter) => new()
    {
        ["doc_id"] = id,
        ["doc"] = new JsonObject { ["question"] = $"What is {id} plus {id}?", ["source"] = "sums" },
        ["target"] = target,
        ["filter"] = filter,
        ["metrics"] = new JsonArray(),
        ["doc_hash"] = "d",
        ["prompt_hash"] = "p",
        ["target_hash"] = "t",
    };

    private static JsonNode Pair(double likelihood) =>
        new JsonArray(likelihood.ToString("R", CultureInfo.InvariantCulture), "False");
}
