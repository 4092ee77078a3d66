using System.Text.Json;
using EvalHarness.Cli;
using EvalHarness.Cli.Options;
using EvalHarness.Cli.Rendering;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Cli.Tasks;

public sealed class TasksShowCommandTests : IDisposable
{
    private const string Yaml = "task: colours\ntest_split: test\ndoc_to_text: \"{{q}}\"\ndoc_to_target: a\n"
        + "generation_kwargs: {until: [\"\\n\"], do_sample: false}\n";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task RequestsArePrintedInTheOrderOfTheDocuments()
    {
        string task = _folder.Write("t.yaml", Yaml);
        string rows = _folder.Write("d.jsonl", """
            {"q": "sky", "a": "blue"}
            {"q": "grass", "a": "green"}
            """);

        (ExitCode code, string output, string error) = await RunAsync(
            "tasks", "show", task, "--dataset", rows, "--num-fewshot", "1", "--requests", "--json");

        Assert.True(code == ExitCode.Passed, error);
        JsonElement[] asked = [.. JsonElement.Parse(output).EnumerateArray()];
        Assert.Equal([0, 1], asked.Select(document => document.GetProperty("id").GetInt32()));
        Assert.Equal("generate_until", asked[0].GetProperty("kind").GetString());
        Assert.Equal("blue", asked[0].GetProperty("target").GetString());
        JsonElement request = asked[1].GetProperty("requests")[0];
        Assert.EndsWith("\n\ngrass", request.GetProperty("context").GetString(), StringComparison.Ordinal);
        Assert.Equal("\n", request.GetProperty("until")[0].GetString());
        Assert.False(request.GetProperty("generation_kwargs").GetProperty("do_sample").GetBoolean());
        Assert.False(request.GetProperty("generation_kwargs").TryGetProperty("until", out _));
    }

    [Fact]
    public async Task WithoutRequestsTheTaskIsDescribed()
    {
        (_, string output, _) = await RunAsync("tasks", "show", _folder.Write("t.yaml", Yaml), "--json");

        Assert.Equal("colours", JsonElement.Parse(output).GetProperty("task").GetString());
    }

    [Fact]
    public async Task WithoutADatasetTheFixNamesTheOption()
    {
        (ExitCode code, _, string error) = await RunAsync(
            "tasks", "show", _folder.Write("t.yaml", Yaml), "--requests");

        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains("--dataset", error, StringComparison.Ordinal);
    }

    private static async Task<(ExitCode Code, string Output, string Error)> RunAsync(params string[] words)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        ExitCode code = await CommandLine.RunAsync(words, new Terminal(output, error), CancellationToken.None);
        return (code, output.ToString(), error.ToString());
    }
}
