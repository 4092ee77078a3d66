using System.Diagnostics;
using System.Text.Json;
using EvalHarness.Cli;
using EvalHarness.Cli.Options;
using EvalHarness.Cli.Rendering;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Cli.Commands;

/// <summary>What may be given as a model: one file, the first of several, and nothing that has no end.</summary>
public sealed class ModelPathTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _whole;

    public ModelPathTests() => _whole = new TinyGguf { ContextLength = 64 }.WriteTo(_folder.File("whole.gguf"));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task EveryCommandTakesAModelInParts()
    {
        string split = new SplitGguf().Write(_whole, _folder.Path, 3)[0];
        foreach (string[] rest in (string[][])
            [["generate", "--prompt", "the and", "--max-tokens", "9"], ["tokenize", "--text", "the"]])
        {
            (ExitCode code, string output, _) = await RunAsync([rest[0], split, .. rest[1..]]);
            Assert.Equal(ExitCode.Passed, code);
            Assert.Equal((await RunAsync([rest[0], _whole, .. rest[1..]])).Output, output);
        }

        string text = _folder.Write("text.txt", string.Concat(Enumerable.Repeat("the and hello ", 60)));
        (ExitCode compared, string report, string error) = await RunAsync(
            ["divergence", _whole, split, "--text", text, "--context", "32", "--json"]);
        Assert.True(compared == ExitCode.Passed, error);
        Assert.Contains("kl", report, StringComparison.Ordinal);
        Assert.Equal(
            ExitCode.Passed,
            (await RunAsync(["bench", split, "--prefill", "8", "--decode", "2", "--batch", "1"])).Code);
    }

    [Fact]
    public async Task AModelInPartsIsQuantizedWhole()
    {
        string split = new SplitGguf().Write(_whole, _folder.Path)[0];
        string made = _folder.File("split-q8.gguf");
        string expected = _folder.File("whole-q8.gguf");
        Assert.Equal(ExitCode.Passed, (await RunAsync(["quantize", split, "--type", "q8_0", "--output", made])).Code);
        await RunAsync(["quantize", _whole, "--type", "q8_0", "--output", expected]);
        Assert.Equal(await File.ReadAllBytesAsync(expected), await File.ReadAllBytesAsync(made));
        (_, string inspected, _) = await RunAsync(["inspect", split, "--json"]);
        using JsonDocument document = JsonDocument.Parse(inspected);
        Assert.Equal(
            Directory.GetFiles(_folder.Path, "m-*.gguf").Sum(part => new FileInfo(part).Length),
            document.RootElement.GetProperty("file_bytes").GetInt64());
    }

    [Theory]
    [InlineData("generate", "--prompt", "a")]
    [InlineData("quantize", "--type", "q8_0", "--output", "never.gguf")]
    [InlineData("inspect")]
    [InlineData("tokenize", "--text", "a")]
    [InlineData("bench")]
    public async Task AHalfOfAModelIsBadInputEverywhere(string command, params string[] rest)
    {
        string[] parts = new SplitGguf().Write(_whole, _folder.Path);
        (ExitCode code, string output, string error) = await RunAsync([command, parts[1], .. rest]);
        Assert.Equal((ExitCode.BadInput, ""), (code, output));
        Assert.Contains("m-00001-of-00002.gguf", error, StringComparison.Ordinal);
        File.Delete(parts[1]);
        (code, output, error) = await RunAsync([command, parts[0], .. rest]);
        Assert.Equal((ExitCode.BadInput, ""), (code, output));
        Assert.Contains("llama-gguf-split --merge", error, StringComparison.Ordinal);
    }

    [LinuxTheory]
    [InlineData("generate", "--prompt", "a")]
    [InlineData("quantize", "--type", "q8_0", "--output", "never.gguf")]
    [InlineData("inspect")]
    [InlineData("tokenize", "--text", "a")]
    public async Task WhatHasNoEndIsRefusedWithoutReadingIt(string command, params string[] rest)
    {
        string pipe = _folder.File("pipe.gguf");
        using (Process made = Process.Start("mkfifo", [pipe]))
        {
            await made.WaitForExitAsync();
        }

        foreach (string path in (string[])[pipe, "/dev/zero", _folder.Path, _folder.Write("empty.gguf", "")])
        {
            (ExitCode code, string output, string error) = await RunAsync([command, path, .. rest]);
            Assert.Equal((ExitCode.BadInput, ""), (code, output));
            // A folder may be a model of ONNX Runtime GenAI, of which quantize then says more.
            Assert.Contains(
                command == "quantize" && path == _folder.Path ? "quantize" : path, error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task AnEmptyPromptIsBadInputAndAnEmptyTextHasNoTokens()
    {
        (ExitCode code, _, string error) = await RunAsync(["generate", _whole, "--prompt", ""]);
        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains("--prompt: an empty prompt", error, StringComparison.Ordinal);
        (code, string output, _) = await RunAsync(["tokenize", _whole, "--no-special", "--text", ""]);
        Assert.Equal((ExitCode.Passed, ""), (code, output));
        (code, _, error) = await RunAsync(
            ["divergence", _whole, _whole, "--context", "32", "--text", _folder.Write("empty.txt", "")]);
        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains("empty.txt", error, StringComparison.Ordinal);
    }

    private static async Task<(ExitCode Code, string Output, string Error)> RunAsync(string[] arguments)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        ExitCode code = await CommandLine.RunAsync(arguments, new Terminal(output, error), CancellationToken.None);
        return (code, output.ToString(), error.ToString());
    }
}
