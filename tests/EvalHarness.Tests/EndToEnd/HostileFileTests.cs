using System.Diagnostics;
using System.Text;
using EvalHarness.Cli;
using EvalHarness.Cli.Options;
using EvalHarness.Cli.Rendering;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.EndToEnd;

/// <summary>
/// What has no end, or is no file at all, is refused before anything waits for it or fills the memory.
/// </summary>
public sealed class HostileFileTests : IDisposable
{
    private const string Pair = "{\"id\": \"1\", \"prediction\": \"a\", \"reference\": \"a\"}\n";

    private readonly ScriptedEvaluation _evaluation = new(samples: 3);

    // Every kind of file that a configuration names, by the key that names it.
    public static TheoryData<string, string> Inputs
    {
        get
        {
            TheoryData<string, string> all = [];
            foreach (string kind in (string[])["dataset", "prompt", "script", "model", "labels", "guide", "text"])
            {
                foreach (string file in (string[])["pipe", "/dev/zero", "folder", "line"])
                {
                    all.Add(kind, file);
                }
            }

            return all;
        }
    }

    public void Dispose() => _evaluation.Dispose();

    [LinuxTheory]
    [MemberData(nameof(Inputs))]
    public async Task AnInputOfARunThatIsNoFileIsRefused(string kind, string file)
    {
        Name(kind, Hostile(file, kind));
        CommandResult result = await _evaluation.RunAsync("run");
        Assert.True(result.Code == ExitCode.BadInput, $"{result.Code}: {result.Error}");

        // The progress of a large file may come first.
        Assert.Contains(result.Error.Split('\n'), line => line.StartsWith("error: ", StringComparison.Ordinal));
        Assert.DoesNotContain("Exception", result.Error, StringComparison.Ordinal);
    }

    [LinuxTheory]
    [InlineData("pipe")]
    [InlineData("/dev/zero")]
    [InlineData("folder")]
    [InlineData("line")]
    public async Task AConfigurationThatIsNoFileIsRefused(string file)
    {
        string path = Hostile(file, "c.json");
        foreach (string command in (string[])["run", "validate", "runs"])
        {
            (ExitCode code, string error) = await RunAsync(command, "--config", path);
            Assert.True(code == ExitCode.BadInput, $"{command}: {code} {error}");
        }
    }

    [LinuxTheory]
    [InlineData("/dev/zero")]
    [InlineData("folder")]
    [InlineData("line")]
    public async Task WhatIsScoredIsAFileWithLines(string file)
    {
        string good = _evaluation.Combine("good");
        File.WriteAllText(good, "1 0 a 1\n");
        foreach (string[] words in (string[][])
        [
            ["score", "text", "--metrics", "exact_match", "--input", Hostile(file, "a.jsonl")],
            ["score", "rouge", "--input", Hostile(file, "b.jsonl")],
            ["score", "agreement", "--raters", "a,b", "--input", Hostile(file, "c.csv")],
            ["score", "ranking", "--qrels", Hostile(file, "d"), "--run", good],
            ["score", "ranking", "--qrels", good, "--run", Hostile(file, "e")],
            ["inspect", Hostile(file, "f.gguf")],
            ["tokenize", Hostile(file, "g.gguf"), "--text", "a"],
        ])
        {
            (ExitCode code, string error) = await RunAsync(words);
            Assert.True(code == ExitCode.BadInput, $"{string.Join(' ', words)}: {code} {error}");
            Assert.DoesNotContain("Exception", error, StringComparison.Ordinal);
        }
    }

    [LinuxFact]
    public async Task WhatIsScoredMayComeThroughAPipe()
    {
        string pipe = MakePipe("rows");
        Task<(ExitCode Code, string Error)> scoring =
            RunAsync("score", "text", "--metrics", "exact_match", "--input", pipe);
        await File.WriteAllTextAsync(pipe, "\uFEFF" + Pair);
        (ExitCode code, string error) = await scoring;
        Assert.True(code == ExitCode.Passed, error);

        string run = MakePipe("run");
        Task<(ExitCode Code, string Error)> ranking = RunAsync(
            "score", "ranking", "--run", run, "--qrels", _evaluation.Combine("qrels"));
        File.WriteAllText(_evaluation.Combine("qrels"), "\uFEFFq1 0 d1 1\n");
        await File.WriteAllTextAsync(run, "\uFEFFq1 Q0 d1 1 2.5 tag\n");
        (code, error) = await ranking;
        Assert.True(code == ExitCode.Passed, error);
    }

    [LinuxFact]
    public async Task APipeThatNobodyWritesIntoIsNotWaitedForForEver()
    {
        (ExitCode code, string error) = await RunAsync("score", "rouge", "--input", MakePipe("silent"));
        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains("a pipe without a writer", error, StringComparison.Ordinal);
    }

    [LinuxFact]
    public async Task AnEndlessPipeIsRefusedAfterItsLongestLine()
    {
        string pipe = MakePipe("endless");
        Task writing = Task.Run(async () =>
        {
            byte[] block = new byte[1 << 16];
            Array.Fill(block, (byte)'a');
            try
            {
                await using FileStream stream = new(pipe, FileMode.Open, FileAccess.Write);
                while (true)
                {
                    await stream.WriteAsync(block);
                }
            }
            catch (IOException)
            {
                // The reader has heard enough.
            }
        });
        (ExitCode code, string error) = await RunAsync("score", "ranking", "--qrels", pipe, "--run", pipe);
        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains(":1: a line of more than 16 MiB", error, StringComparison.Ordinal);
        await writing;
    }

    [Theory]
    [InlineData("[", "]")]
    [InlineData("{a: ", "}")]
    [InlineData("- ", "")]
    public async Task APromptNestedTenThousandDeepIsRefused(string open, string close)
    {
        string deep = string.Concat(Enumerable.Repeat(open, 10_000))
            + "1" + string.Concat(Enumerable.Repeat(close, 10_000));
        File.WriteAllText(_evaluation.Combine("ask.yaml"), $"name: ask\ntemplate: x\ninput_variables:\n  {deep}\n");
        CommandResult result = await _evaluation.RunAsync("run");
        Assert.Equal(ExitCode.BadInput, result.Code);
        Assert.Contains("levels of nesting", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task JsonNestedTenThousandDeepIsRefused()
    {
        string deep = new string('[', 10_000) + new string(']', 10_000);
        File.WriteAllText(_evaluation.Combine("data.jsonl"), $"{{\"question\": \"a\", \"x\": {deep}}}\n");
        CommandResult result = await _evaluation.RunAsync("run");
        Assert.Equal(ExitCode.BadInput, result.Code);
        Assert.Contains("data.jsonl:1", result.Error, StringComparison.Ordinal);

        File.WriteAllText(_evaluation.Combine("c.json"), $"{{\"models\": {deep}}}");
        Assert.Equal(ExitCode.BadInput, (await RunAsync("run", "--config", _evaluation.Combine("c.json"))).Code);
        File.WriteAllText(
            _evaluation.Combine("rows"), Pair.Replace("\"id\": \"1\"", $"\"x\": {deep}", StringComparison.Ordinal));
        Assert.Equal(
            ExitCode.BadInput, (await RunAsync("score", "rouge", "--input", _evaluation.Combine("rows"))).Code);
    }

    private void Name(string kind, string path)
    {
        System.Text.Json.Nodes.JsonObject root = _evaluation.Configuration;
        switch (kind)
        {
            case "dataset":
                root["tasks"]!["ask"]!["dataset"] = path;
                break;
            case "prompt":
                root["tasks"]!["ask"]!["prompt"] = path;
                break;
            case "script":
                root["models"]!["equal"]!["path"] = path;
                break;
            case "model":
                root["models"]!["equal"]!["provider"] = "gguf";
                root["models"]!["equal"]!["path"] = path;
                break;
            case "text":
                root["fidelity"] = System.Text.Json.Nodes.JsonNode.Parse("{}");
                root["fidelity"]!["text"] = path;
                break;
            default:
                File.WriteAllText(
                    _evaluation.Combine("judge.yaml"), "name: j\ntemplate: \"{{question}} {{output}}\"\n");
                root["judges"] = System.Text.Json.Nodes.JsonNode.Parse("""
                    { "j": { "model": "base", "prompt": "judge.yaml", "task": "ask", "scale": [1, 5] } }
                    """);
                root["judging"] = System.Text.Json.Nodes.JsonNode.Parse("""
                    { "fraction": 1, "seed": 1, "layers": [{ "judges": ["j"] }] }
                    """);
                root["judges"]!["j"]![kind] = kind == "labels"
                    ? System.Text.Json.Nodes.JsonNode.Parse($"{{ \"path\": \"{path}\" }}")
                    : path;
                break;
        }
    }

    private string Hostile(string file, string name)
    {
        string extension = name switch
        {
            "dataset" or "labels" => ".jsonl",
            _ => "",
        };
        string path = _evaluation.Combine("hostile-" + name + extension);
        switch (file)
        {
            case "pipe":
                return MakePipe(Path.GetFileName(path));
            case "folder":
                Directory.CreateDirectory(path);
                return path;
            case "line":
                using (FileStream stream = new(path, FileMode.Create, FileAccess.Write))
                {
                    // A hole that reads as 100 MB of zero bytes would be refused for these; letters would not.
                    byte[] block = Encoding.ASCII.GetBytes(new string('a', 1 << 20));
                    for (int i = 0; i < 100; i++)
                    {
                        stream.Write(block);
                    }
                }

                return path;
            default:
                if (extension.Length == 0)
                {
                    return file;
                }

                File.CreateSymbolicLink(path, file);
                return path;
        }
    }

    private string MakePipe(string name)
    {
        string path = _evaluation.Combine(name);
        using Process made = Process.Start("mkfifo", [path]);
        made.WaitForExit();
        Assert.Equal(0, made.ExitCode);
        return path;
    }

    private static async Task<(ExitCode Code, string Error)> RunAsync(params string[] words)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        ExitCode code = await Task.Run(() =>
            CommandLine.RunAsync(words, new Terminal(output, error), CancellationToken.None));
        return (code, error.ToString());
    }
}
