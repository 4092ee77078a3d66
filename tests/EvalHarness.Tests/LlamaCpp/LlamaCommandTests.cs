using System.Text.Json.Nodes;
using EvalHarness.Cli;
using EvalHarness.Cli.Options;
using EvalHarness.Cli.Rendering;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.LlamaCpp;

/// <summary>The commands that take <c>--engine</c>.</summary>
public sealed class LlamaCommandTests : IDisposable
{
    private static readonly string s_bundled = RepositoryRoot.Combine("models", "baseline.gguf");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [LlamaFact]
    public async Task GenerateWritesInLlamaCppWhatItWritesInTheEmbeddedEngine()
    {
        string[] asked =
            ["generate", s_bundled, "--prompt", "The fire", "--max-tokens", "8", "--threads", "1", "--json"];
        JsonNode mine = await ReadAsync(asked);
        JsonNode theirs = await ReadAsync([.. asked, "--engine", "llama.cpp", "--kv-cache", "f32"]);
        Assert.Equal(mine["tokens"]!.ToJsonString(), theirs["tokens"]!.ToJsonString());
        Assert.Equal((string?)mine["finish_reason"], (string?)theirs["finish_reason"]);
    }

    [LlamaFact]
    public async Task TokenizeInspectAndBenchSayWhatLlamaCppSays()
    {
        string[] text = ["tokenize", s_bundled, "--text", "The fire began.", "--json"];
        JsonNode tokens = await ReadAsync([.. text, "--engine", "llama.cpp"]);
        Assert.Equal((await ReadAsync(text)).ToJsonString(), tokens.ToJsonString());
        JsonNode inspected = await ReadAsync(["inspect", s_bundled, "--engine", "llama.cpp", "--json"]);
        Assert.Equal(1536, (int)inspected["llama_cpp"]!["tokens"]!);
        Assert.Equal((long)inspected["parameters"]!, (long)inspected["llama_cpp"]!["parameters"]!);
        JsonNode speeds = await ReadAsync([
            "bench", s_bundled, "--engine", "llama.cpp", "--threads", "1", "--prefill", "16", "--decode", "2",
            "--batch", "2", "--json"]);
        Assert.True((double)speeds["decode_tokens_per_second"]! > 0);
    }

    [LlamaFact]
    public async Task DivergenceOfAModelFromItselfIsNone()
    {
        string text = _folder.File("text.txt");
        await File.WriteAllTextAsync(text, string.Concat(Enumerable.Repeat("A bus left the road near the town. ", 30)));
        JsonNode same = await ReadAsync([
            "divergence", s_bundled, s_bundled, "--engine", "llama.cpp", "--text", text, "--context", "64", "--threads",
            "1", "--greedy-tokens", "4", "--json"]);
        Assert.Equal(0, (double)same["mean_kl_divergence"]!);
        Assert.Equal(1, (double)same["same_top_token"]!);
    }

    [LlamaFact]
    public async Task TheLogIsShownToThoseWhoAskForIt()
    {
        string[] asked = ["tokenize", s_bundled, "--text", "The fire began.", "--engine", "llama.cpp", "--json"];
        (_, string quiet, string none) = await RunAsync(asked);
        (ExitCode code, string output, string log) = await RunAsync([.. asked, "--verbose"]);
        Assert.Equal((ExitCode.Passed, quiet, ""), (code, output, none));
        Assert.All(
            log.Split('\n', StringSplitOptions.RemoveEmptyEntries),
            line => Assert.StartsWith("llama.cpp: ", line, StringComparison.Ordinal));
        Assert.Contains("baseline.gguf", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnOptionOfTheOtherEngineIsRefused()
    {
        string[] asked = ["generate", s_bundled, "--prompt", "x"];
        Assert.Contains("--engine llama.cpp", await RefuseAsync([.. asked, "--gpu-layers", "1"]));
        Assert.Contains(
            "--activations", await RefuseAsync([.. asked, "--engine", "llama.cpp", "--activations", "int8"]));
        Assert.Contains("one of embedded, llama.cpp", await RefuseAsync([.. asked, "--engine", "llamacpp"]));
    }

    [Fact]
    public async Task AModelThatTheEmbeddedEngineLacksNamesTheOneThatRunsIt()
    {
        string model = new TinyGguf { Vocabulary = TinyVocabulary.Bpe with { Pre = "tekken" } }
            .WriteTo(_folder.File("m.gguf"));
        string error = await RefuseAsync(["generate", model, "--prompt", "x"]);
        Assert.Contains("\"provider\": \"llama.cpp\"", error, StringComparison.Ordinal);
        Assert.Contains("--engine llama.cpp", error, StringComparison.Ordinal);
    }

    private static async Task<string> RefuseAsync(string[] arguments)
    {
        (ExitCode code, _, string error) = await RunAsync(arguments);
        Assert.Equal(ExitCode.BadInput, code);
        return error;
    }

    private static async Task<JsonNode> ReadAsync(string[] arguments)
    {
        (ExitCode code, string output, string error) = await RunAsync(arguments);
        Assert.True(code == ExitCode.Passed, error);
        return JsonNode.Parse(output)!;
    }

    private static async Task<(ExitCode Code, string Output, string Error)> RunAsync(string[] arguments)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        ExitCode code = await CommandLine.RunAsync(arguments, new Terminal(output, error), CancellationToken.None);
        return (code, output.ToString(), error.ToString());
    }
}
