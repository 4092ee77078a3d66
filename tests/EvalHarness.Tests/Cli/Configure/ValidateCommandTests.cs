using System.Text.Json;
using EvalHarness.Cli;
using EvalHarness.Cli.Options;
using EvalHarness.Cli.Rendering;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Cli.Configure;

public sealed class ValidateCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task AStarterIsValidAsSoonAsItsModelIsThere()
    {
        (ExitCode code, string output, string error) = await RunAsync("init", "--folder", _folder.Path);
        Assert.Equal(ExitCode.Passed, code);
        Assert.Equal(4, output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains("evalharness validate", error, StringComparison.Ordinal);

        (code, output, error) = await ValidateAsync();
        Assert.Equal(ExitCode.BadInput, code);
        Assert.Empty(output);
        Assert.Contains("$.models.baseline.path", error, StringComparison.Ordinal);

        Directory.CreateDirectory(_folder.File("models"));
        new TinyGguf().WriteTo(_folder.File("models/model.gguf"));
        (code, output, error) = await ValidateAsync("--json");
        Assert.True(code == ExitCode.Passed, error);
        JsonElement task = JsonDocument.Parse(output).RootElement.GetProperty("tasks").GetProperty("questions");
        Assert.Equal(8, task.GetProperty("samples").GetInt32());
        Assert.False(Directory.Exists(_folder.File(".evalharness")));
    }

    [Fact]
    public async Task EverythingWrongWithWhatIsNamedIsListedAtOnce()
    {
        await RunAsync("init", "--folder", _folder.Path);
        Directory.CreateDirectory(_folder.File("models"));
        File.WriteAllText(_folder.File("models/model.gguf"), "GGUF");
        File.AppendAllText(_folder.File("datasets/questions.csv"), "q1,Again?,yes,calendar\nq9,Short\n");
        (ExitCode code, _, string error) = await ValidateAsync();
        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains("questions.csv:10: duplicate id \"q1\"", error, StringComparison.Ordinal);
        Assert.Contains("questions.csv:11: 2 fields", error, StringComparison.Ordinal);
        Assert.Contains("model.gguf", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheBundledConfigurationIsValid()
    {
        (ExitCode code, _, string error) = await RunAsync(
            "validate", "--config", RepositoryRoot.Combine("eval.config.json"));
        Assert.True(code == ExitCode.Passed, error);
    }

    private Task<(ExitCode Code, string Output, string Error)> ValidateAsync(params string[] options) =>
        RunAsync(["validate", "--config", _folder.File("eval.config.json"), .. options]);

    private static async Task<(ExitCode Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        ExitCode code = await CommandLine.RunAsync(arguments, new Terminal(output, error), CancellationToken.None);
        return (code, output.ToString(), error.ToString());
    }
}
