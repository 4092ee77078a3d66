using System.Diagnostics;
using System.Text.Json.Nodes;
using EvalHarness.Cli;
using EvalHarness.Cli.Options;
using EvalHarness.Cli.Rendering;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Cli.Completion;

public sealed class CompletionTests
{
    [Theory]
    [InlineData("", "run", "export", "score")]
    [InlineData("co", "compare", "convert", "completion")]
    [InlineData("run --", "--limit", "--model", "--json")]
    [InlineData("quantize m.gguf --type ", "q8_0", "q4_0", "bf16")]
    [InlineData("quantize m.gguf --method ", "rtn", "gptq")]
    [InlineData("search --method ", "rtn", "awq")]
    [InlineData("report r --format ", "html", "junit")]
    [InlineData("export r --format ", "csv", "jsonl")]
    [InlineData("convert m.gguf --to ", "onnx-genai")]
    [InlineData("convert m.gguf --type ", "int8", "int4")]
    [InlineData("generate m.gguf --kv-cache ", "f16", "q8_0")]
    [InlineData("score agreement --weights ", "linear", "quadratic")]
    [InlineData("score rouge --types ", "rougeL", "rougeLsum")]
    [InlineData("score text --metrics ", "exact_match", "token_f1")]
    [InlineData("completion ", "bash", "zsh", "pwsh")]
    public async Task TheProgramOffersCommandsOptionsAndClosedSetsOfValues(string line, params string[] offered)
    {
        string[] words = await SuggestAsync(line);
        Assert.All(offered, word => Assert.Contains(word, words));
    }

    [Fact]
    public async Task RunIdsAreOffered()
    {
        using ScriptedEvaluation evaluation = new(samples: 1);
        await evaluation.RunAsync("run", "--quiet");
        string id = await evaluation.NewestRunAsync();
        string config = evaluation.Combine("eval.config.json");
        foreach (string command in (string[])["show", "gate", "report", "export", "judge", "compare", "run --run"])
        {
            string[] words = await SuggestAsync(
                command.StartsWith("run ", StringComparison.Ordinal)
                    ? $"run --config {config} --run "
                    : $"{command} --config {config} ");
            Assert.Contains(id, words);
            Assert.Contains("latest", words);
        }
    }

    [Theory]
    [InlineData("run --task ", "ask")]
    [InlineData("search --task a", "ask")]
    [InlineData("run --model ", "equal", "worse")]
    [InlineData("search --model ", "equal", "worse")]
    [InlineData("judge latest --judge ", "strict")]
    public async Task NamesOfTheConfigurationAreOffered(string line, params string[] offered)
    {
        using ScriptedEvaluation evaluation = new(samples: 1);
        evaluation.Configuration["judges"] = new JsonObject { ["strict"] = new JsonObject() };
        string config = evaluation.WriteConfiguration();
        int behind = line.IndexOf(' ', StringComparison.Ordinal);
        Assert.Equal(offered, await SuggestAsync($"{line[..behind]} --config {config}{line[behind..]}"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("{ \"tasks\": ")]
    [InlineData("{ \"tasks\": 3 }")]
    [InlineData("[]")]
    public async Task WithoutAConfigurationThatCanBeReadNoNameIsOffered(string? configuration)
    {
        using TemporaryFolder folder = new();
        string config = configuration is null
            ? folder.File("absent.json")
            : folder.Write("eval.config.json", configuration);
        Assert.Empty(await SuggestAsync($"run --config {config} --task "));
    }

    [Fact]
    public async Task AStoreThatCannotBeReadOffersNothingAndSaysNothing()
    {
        using TemporaryFolder folder = new();
        string config = folder.Write("eval.config.json", "{ \"store\": \"sqlite:eval.config.json\" }");
        using StringWriter output = new();
        using StringWriter error = new();
        string line = $"show --config {config} ";
        ExitCode code = await CommandLine.RunAsync(
            [$"[suggest:{line.Length}]", line], new Terminal(output, error), CancellationToken.None);
        Assert.Equal(ExitCode.Passed, code);
        Assert.Empty(error.ToString());
    }

    [LinuxFact]
    public async Task BashCompletesWithTheScriptThatTheProgramPrints()
    {
        using ScriptedEvaluation evaluation = new(samples: 1);
        await evaluation.RunAsync("run", "--quiet");
        string id = await evaluation.NewestRunAsync();
        string program = Path.Combine(AppContext.BaseDirectory, "evalharness.dll");
        await File.WriteAllTextAsync(
            evaluation.Combine("evalharness"), $"#!/bin/bash\nexec dotnet '{program}' \"$@\"\n");
        await File.WriteAllTextAsync(evaluation.Combine("complete.sh"), """
            chmod +x evalharness
            PATH=$PWD:$PATH
            eval "$(evalharness completion bash)"
            press_tab() {
                COMP_LINE=$1 COMP_POINT=${#1}
                read -ra COMP_WORDS <<< "$1"
                [[ $1 == *" " ]] && COMP_WORDS+=("")
                COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
                $(complete -p evalharness | sed 's/.*-F \([^ ]*\).*/\1/') evalharness
                echo "${COMPREPLY[*]}"
            }
            press_tab "evalharness scor"
            press_tab "evalharness export latest --format "
            press_tab "./evalharness show Scr"
            press_tab "evalharness show scr"
            """);
        ProcessStartInfo start = new("bash") { WorkingDirectory = evaluation.Folder, RedirectStandardOutput = true };
        start.ArgumentList.Add("complete.sh");
        using Process bash = Process.Start(start)!;
        string[] lines = (await bash.StandardOutput.ReadToEndAsync()).Split('\n');
        Assert.Equal(["score", "csv jsonl", "", id], lines[..4].Select(line => line.Trim()));
    }

    [Theory]
    [InlineData("bash", "complete ")]
    [InlineData("zsh", "compdef ")]
    [InlineData("pwsh", "Register-ArgumentCompleter ")]
    public async Task EachShellHasAScript(string shell, string registers)
    {
        using StringWriter output = new();
        Assert.Equal(
            ExitCode.Passed,
            await CommandLine.RunAsync(
                ["completion", shell], new Terminal(output, TextWriter.Null), CancellationToken.None));
        Assert.Contains(registers, output.ToString(), StringComparison.Ordinal);
    }

    private static async Task<string[]> SuggestAsync(string line)
    {
        using StringWriter output = new();
        ExitCode code = await CommandLine.RunAsync(
            [$"[suggest:{line.Length}]", line], new Terminal(output, TextWriter.Null), CancellationToken.None);
        Assert.Equal(ExitCode.Passed, code);
        return output.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
    }
}
