using System.Globalization;
using System.Text.Json.Nodes;
using EvalHarness.Cli;
using EvalHarness.Cli.Options;
using EvalHarness.Cli.Rendering;
using EvalHarness.Tests.Onnx;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Cli;

/// <summary>Commands that take a model folder of ONNX Runtime GenAI where they take a GGUF file.</summary>
public sealed class ModelFolderTests(ExportedModel exported) : IClassFixture<ExportedModel>
{
    private const string Text = "Report: A storm hit Lisbon on Monday. It cut power to 300 homes.\nSummary:";

    [Fact]
    public async Task AFolderIsCutIntoTheTokensOfTheFileThatItWasMadeFrom()
    {
        JsonNode folder = await JsonAsync("tokenize", exported.Exact, "--text", Text);
        JsonNode file = await JsonAsync("tokenize", ExportedModel.Source, "--text", Text);
        Assert.Equal(file["tokens"]!.ToJsonString(), folder["tokens"]!.ToJsonString());
        Assert.Equal(file["token_ids"]!.ToJsonString(), folder["token_ids"]!.ToJsonString());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AFolderInSinglePrecisionContinuesAPromptLikeTheFile(bool isChat)
    {
        string[] words = ["--prompt", Text, "--max-tokens", "24", .. isChat ? (string[])["--chat"] : []];
        JsonNode folder = await JsonAsync(["generate", exported.Exact, .. words]);
        JsonNode file = await JsonAsync(["generate", ExportedModel.Source, .. words]);
        foreach (string key in (string[])["text", "tokens", "finish_reason", "prompt_tokens"])
        {
            Assert.Equal(file[key]!.ToJsonString(), folder[key]!.ToJsonString());
        }
    }

    [Fact]
    public async Task AFolderIsComparedWithTheFileTokenByToken()
    {
        string text = RepositoryRoot.Combine("datasets", "calibration.txt");
        string[] words = ["--text", text, "--context", "128", "--chunks", "2", "--greedy-prompts", "2"];
        JsonNode exact = await JsonAsync(["divergence", ExportedModel.Source, exported.Exact, .. words]);
        JsonNode rounded = await JsonAsync(["divergence", exported.Exact, exported.Rounded, .. words]);
        Assert.InRange(Divergence(exact), 0, 1e-6);
        Assert.InRange(Divergence(rounded), 1e-3, 0.5);
    }

    [Fact]
    public async Task AFolderIsInspected()
    {
        JsonNode found = await JsonAsync("inspect", exported.Rounded);
        Assert.Equal("llama", (string)found["architecture"]!);
        Assert.Equal(29, (int)found["quantized_matrices"]!);
        Assert.InRange((double)found["bits_per_weight"]!, 5, 12);
        Assert.Contains(found["tensors"]!.AsArray(), tensor => (string)tensor!["type"]! == "uint8");
    }

    [Fact]
    public async Task AFolderIsTimedLikeAFile()
    {
        string[] words = ["--threads", "1", "--prefill", "24", "--decode", "6", "--batch", "1,3"];
        JsonNode folder = await JsonAsync(["bench", exported.Rounded, .. words]);
        JsonNode file = await JsonAsync(["bench", ExportedModel.Source, .. words]);
        Assert.Equal(
            file.AsObject().Select(entry => entry.Key), folder.AsObject().Select(entry => entry.Key));
        foreach (string key in (string[])["prefill_tokens_per_second", "decode_tokens_per_second", "first_token_ms"])
        {
            JsonNode spread = folder[key + "_spread"]!;
            Assert.InRange((double)folder[key]!, (double)spread["least"]!, (double)spread["most"]!);
            Assert.True((double)spread["least"]! > 0 && (int)spread["repetitions"]! >= 3, key);
        }

        // 4 layers, 4 heads of 32 keys and 32 values each, in single precision.
        Assert.Equal(4 * 4 * (32 + 32) * 4, (int)folder["key_value_bytes_per_token"]!);
        Assert.Equal([1, 3], folder["batch"]!.AsArray().Select(row => (int)row!["sequences"]!));
        Assert.Equal(1, (int)folder["threads"]!);
    }

    [Fact]
    public async Task MoreSequencesThanTheLibraryTakesAreRefused()
    {
        (ExitCode code, string output, string error) = await RunAsync(["bench", exported.Rounded, "--batch", "1,33"]);
        Assert.Equal((ExitCode.BadInput, ""), (code, output));
        Assert.Contains("--batch: 33", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bench", "--kv-cache", "f16")]
    [InlineData("generate", "--prompt", "a", "--kv-cache", "f16")]
    public async Task WhatAFolderCannotDoIsRefusedInWords(string verb, params string[] words)
    {
        (ExitCode code, string output, string error) = await RunAsync([verb, exported.Exact, .. words]);
        Assert.Equal((ExitCode.BadInput, ""), (code, output));
        Assert.Contains("expected a GGUF model", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("inspect")]
    [InlineData("tokenize", "--text", "a")]
    [InlineData("generate", "--prompt", "a")]
    public async Task AFolderThatHoldsNoModelIsRefused(string verb, params string[] words)
    {
        string folder = Directory.CreateDirectory(Path.Combine(exported.Scratch, "empty")).FullName;
        (ExitCode code, _, string error) = await RunAsync([verb, folder, .. words]);
        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains("without genai_config.json", error, StringComparison.Ordinal);
    }

    private static double Divergence(JsonNode result) => (double)result["mean_kl_divergence"]!;

    private static async Task<JsonNode> JsonAsync(params string[] words)
    {
        (ExitCode code, string output, string error) = await RunAsync([.. words, "--json", "--quiet"]);
        Assert.True(code == ExitCode.Passed, error);
        return JsonNode.Parse(output)!;
    }

    private static async Task<(ExitCode Code, string Output, string Error)> RunAsync(string[] words)
    {
        using StringWriter output = new(CultureInfo.InvariantCulture);
        using StringWriter error = new(CultureInfo.InvariantCulture);
        ExitCode code = await CommandLine.RunAsync(words, new Terminal(output, error), CancellationToken.None);
        return (code, output.ToString(), error.ToString());
    }
}
