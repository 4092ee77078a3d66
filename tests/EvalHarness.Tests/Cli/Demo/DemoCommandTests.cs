using EvalHarness.Cli;
using EvalHarness.Cli.Options;
using EvalHarness.Cli.Rendering;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Cli.Demo;

public sealed class DemoCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task ItsFilesAreThoseOfTheRepositoryAndMakeAValidEvaluation()
    {
        Assert.Equal(ExitCode.Passed, (await RunAsync("demo", Demo, "--no-run")).Code);
        foreach (string file in Directory.EnumerateFiles(Demo, "*", SearchOption.AllDirectories))
        {
            string original = RepositoryRoot.Combine(Path.GetRelativePath(Demo, file));
            Assert.Equal(await File.ReadAllBytesAsync(original), await File.ReadAllBytesAsync(file));
        }

        (ExitCode code, string error) = await RunAsync("validate", "--config", Path.Combine(Demo, "eval.config.json"));
        Assert.True(code == ExitCode.Passed, error);
    }

    [Fact]
    public async Task AFileThatWasChangedIsReplacedByForceOnly()
    {
        await RunAsync("demo", Demo, "--no-run");
        string configuration = Path.Combine(Demo, "eval.config.json");
        await File.AppendAllTextAsync(configuration, " ");
        File.Delete(Path.Combine(Demo, "prompts", "rank.yaml"));
        (ExitCode code, string error) = await RunAsync("demo", Demo, "--no-run");
        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains($"{configuration}: an existing file with other content", error, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(Demo, "prompts", "rank.yaml")));
        Assert.Equal(ExitCode.Passed, (await RunAsync("demo", Demo, "--no-run", "--force")).Code);
        Assert.Equal(
            await File.ReadAllTextAsync(RepositoryRoot.Combine("eval.config.json")),
            await File.ReadAllTextAsync(configuration));
    }

    [Fact]
    public async Task ItRunsWhatItWrites()
    {
        using CancellationTokenSource interrupt = new();
        await using ListeningWriter error = new("Running: evalharness run --config ", interrupt.Cancel);
        ExitCode code = await CommandLine.RunAsync(
            ["demo", Demo], new Terminal(TextWriter.Null, error), interrupt.Token);
        Assert.Equal(ExitCode.Incomplete, code);
        Assert.True(File.Exists(Path.Combine(Demo, ".evalharness", "runs.db")), error.ToString());
    }

    private string Demo => _folder.File("demo");

    private static async Task<(ExitCode Code, string Error)> RunAsync(params string[] words)
    {
        using StringWriter error = new();
        return (await CommandLine.RunAsync(words, new Terminal(TextWriter.Null, error), CancellationToken.None),
            error.ToString());
    }
}
