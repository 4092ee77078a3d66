using System.Text.Json;
using EvalHarness.Cli;
using EvalHarness.Cli.Options;
using EvalHarness.Cli.Rendering;
using EvalHarness.Inference.Gguf;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Cli.Model;

public sealed class GenerateCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _model;

    public GenerateCommandTests() => _model = new TinyGguf { ContextLength = 64 }.WriteTo(_folder.File("model.gguf"));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task OneSeedWritesOneTextStreamedOrWhole()
    {
        string[] drawn = ["--prompt", "the and", "--max-tokens", "20", "--temperature", "1", "--top-k", "50"];
        (ExitCode code, string json, _) = await Run(["generate", _model, .. drawn, "--seed", "5", "--json"]);
        Assert.Equal(ExitCode.Passed, code);
        using JsonDocument document = JsonDocument.Parse(json);
        string text = document.RootElement.GetProperty("text").GetString()!;
        Assert.InRange(document.RootElement.GetProperty("completion_tokens").GetInt32(), 1, 20);
        Assert.Equal(3, document.RootElement.GetProperty("prompt_tokens").GetInt32());
        (_, string streamed, string summary) = await Run(["generate", _model, .. drawn, "--seed", "5"]);
        Assert.Equal(Terminal.Printable(text), streamed[..^Environment.NewLine.Length]);
        Assert.Contains("3 + ", summary, StringComparison.Ordinal);
        (_, string other, _) = await Run(["generate", _model, .. drawn, "--seed", "6"]);
        Assert.NotEqual(streamed, other);
    }

    [Fact]
    public async Task ACompletionFollowsASchema()
    {
        string schema = _folder.Write("schema.json", """{"type":"integer","minimum":10,"maximum":99}""");
        (ExitCode code, string json, string error) = await Run(
            ["generate", _model, "--prompt", "the and", "--schema", schema, "--temperature", "2", "--json"]);
        Assert.True(code == ExitCode.Passed, error);
        using JsonDocument document = JsonDocument.Parse(json);
        using JsonDocument text = JsonDocument.Parse(document.RootElement.GetProperty("text").GetString()!);
        Assert.InRange(text.RootElement.GetInt32(), 10, 99);
    }

    [Fact]
    public async Task AContextThatNoMachineHasRoomForIsBadInputAndTheOptionIsNamed()
    {
        TinyGguf deep = new()
        {
            ContextLength = 1 << 24,
            LayerCount = 32,
            HeadCount = 1,
            KeyValueHeadCount = 1,
            KeyLength = 512,
        };
        string model = deep.WriteTo(_folder.File("deep.gguf"));
        (ExitCode code, _, string error) = await Run(
            ["generate", model, "--prompt", "x", "--context", "16777216"]);
        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains("of memory beside its file", error, StringComparison.Ordinal);
        Assert.Contains("--context", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"type":"string","pattern":"a"}""", "the keyword \"pattern\"")]
    [InlineData("{", "no valid JSON")]
    [InlineData(null, "no such file")]
    public async Task ASchemaThatCannotBeFollowedIsBadInput(string? schema, string expected)
    {
        string file = _folder.File("schema.json");
        File.WriteAllText(file, schema ?? "");
        (ExitCode code, _, string error) = await Run(
            ["generate", _model, "--prompt", "x", "--schema", schema is null ? file + "x" : file]);
        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--temperature", "-1")]
    [InlineData("--temperature", "NaN")]
    [InlineData("--top-p", "0")]
    [InlineData("--top-k", "-2")]
    [InlineData("--max-tokens", "0")]
    [InlineData("--threads", "0")]
    public async Task AValueOutsideItsRangeIsBadInput(string option, string value)
    {
        (ExitCode code, string output, string error) = await Run(["generate", _model, "--prompt", "x", option, value]);
        Assert.Equal((ExitCode.BadInput, ""), (code, output));
        Assert.Contains($"error: {option}: {value}", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--kv-cache", "q2_k", "one of f32, f16, q8_0, q4_0")]
    [InlineData("--activations", "int4", "one of f32, int8")]
    [InlineData("--activations", "int8", "Q8_0, Q5_0 or Q4_0 in every matrix")]
    [InlineData("--adapter", "absent.gguf", "a readable GGUF model")]
    public async Task AnOptionThatDoesNotFitTheModelIsBadInput(string option, string value, string expected)
    {
        (ExitCode code, _, string error) = await Run(["generate", _model, "--prompt", "x", option, value]);
        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnAdapterAndASmallerCacheChangeWhatIsWritten()
    {
        TinyAdapter adapter;
        using (GgufFile file = GgufFile.Open(_model))
        {
            (string Name, long[] Dimensions)[] pairs =
                TinyAdapter.Pairs(file, 4, "blk.0.attn_q.weight", "blk.1.ffn_up.weight");
            adapter = new TinyAdapter { Alpha = 60, Tensors = pairs };
        }

        string path = adapter.WriteTo(_folder.File("adapter.gguf"));
        string[] asked = ["generate", _model, "--prompt", "the and", "--max-tokens", "30"];
        (_, string plain, _) = await Run(asked);
        (ExitCode code, string adapted, _) = await Run([.. asked, "--adapter", path, "--kv-cache", "q8_0"]);
        Assert.Equal(ExitCode.Passed, code);
        Assert.NotEqual(plain, adapted);
    }

    [Fact]
    public async Task WhatCannotBeContinuedIsBadInput()
    {
        string tooLong = string.Concat(Enumerable.Repeat("the ", 90));
        (ExitCode code, _, string error) = await Run(["generate", _model, "--prompt", tooLong]);
        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains("at most 64", error, StringComparison.Ordinal);
        (code, _, error) = await Run(["generate", _folder.File("absent.gguf"), "--prompt", "x"]);
        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains("no such file", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AChatPromptIsWrittenByTheModelsTemplateOrAnother()
    {
        string model = new TinyGguf { ChatTemplate = "{{ messages[0].content }}<|im_end|>" }
            .WriteTo(_folder.File("chat.gguf"));
        string template = _folder.Write("other.jinja", "{{ messages[0].content }} and<|im_end|>");
        Assert.Equal(2, await PromptTokensAsync(model, "--chat"));
        Assert.Equal(3, await PromptTokensAsync(model, "--template", template));

        async Task<int> PromptTokensAsync(params string[] options)
        {
            (_, string json, _) = await Run(
                ["generate", .. options, "--prompt", "the", "--max-tokens", "1", "--json"]);
            using JsonDocument document = JsonDocument.Parse(json);
            return document.RootElement.GetProperty("prompt_tokens").GetInt32();
        }
    }

    [Theory]
    [InlineData(null, "no chat template in ")]
    [InlineData("{{ raise_exception('No users.') }}", "a chat template that refuses the prompt: No users.")]
    [InlineData("{% nosuchtag %}", "tokenizer.chat_template:1:4: The tag 'nosuchtag' is unknown")]
    public async Task AChatPromptThatCannotBeWrittenIsBadInput(string? template, string expected)
    {
        string model = new TinyGguf { ChatTemplate = template }.WriteTo(_folder.File("chat.gguf"));
        (ExitCode code, _, string error) = await Run(["generate", model, "--chat", "--prompt", "the"]);
        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.Contains("--template FILE", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BenchPrintsEverySpeedUnderItsKey()
    {
        (ExitCode code, string json, string progress) = await Run(
            ["bench", _model, "--threads", "2", "--prefill", "32", "--decode", "8", "--batch", "1,3", "--json"]);
        Assert.Equal(ExitCode.Passed, code);
        Assert.Contains("decode of 3 × 8 tokens", progress, StringComparison.Ordinal);
        using JsonDocument document = JsonDocument.Parse(json);
        JsonElement root = document.RootElement;
        string[] keys =
            ["prefill_tokens_per_second", "decode_tokens_per_second", "first_token_ms", "load_seconds"];
        foreach (string key in keys)
        {
            Assert.True(root.GetProperty(key).GetDouble() > 0, key);
        }

        Assert.True(root.GetProperty("bytes_per_token").GetInt64() > 100_000);
        Assert.Equal(
            [1, 3], root.GetProperty("batch").EnumerateArray().Select(row => row.GetProperty("sequences").GetInt32()));
        (code, _, _) = await Run(["bench", _model, "--batch", "1,x"]);
        Assert.Equal(ExitCode.BadInput, code);
    }

    private static async Task<(ExitCode Code, string Output, string Error)> Run(string[] arguments)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        ExitCode code = await CommandLine.RunAsync(arguments, new Terminal(output, error), CancellationToken.None);
        return (code, output.ToString(), error.ToString());
    }
}
