using EvalHarness.Cli;
using EvalHarness.Cli.Options;
using EvalHarness.Cli.Rendering;

namespace EvalHarness.Tests.Cli.Options;

public sealed class CommandExamplesTests
{
    [Theory]
    [InlineData("init")]
    [InlineData("validate")]
    [InlineData("run")]
    [InlineData("search")]
    [InlineData("runs")]
    [InlineData("show")]
    [InlineData("compare")]
    [InlineData("gate")]
    [InlineData("report")]
    [InlineData("score rouge")]
    [InlineData("score text")]
    [InlineData("score ranking")]
    [InlineData("score agreement")]
    [InlineData("score choices")]
    [InlineData("quantize")]
    [InlineData("export")]
    [InlineData("convert")]
    [InlineData("demo")]
    [InlineData("completion")]
    [InlineData("judge")]
    [InlineData("labels import")]
    [InlineData("labels export")]
    [InlineData("agreement")]
    [InlineData("inspect")]
    [InlineData("divergence")]
    [InlineData("tokenize")]
    [InlineData("tasks")]
    [InlineData("tasks show")]
    [InlineData("render")]
    [InlineData("generate")]
    [InlineData("bench")]
    public async Task HelpEndsWithAnExampleOfTheCommand(string command)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        ExitCode code = await CommandLine.RunAsync(
            [.. command.Split(' '), "--help"], new Terminal(output, error), CancellationToken.None);
        Assert.Equal(ExitCode.Passed, code);
        Assert.Contains($"Examples:{Environment.NewLine}  evalharness {command}", output.ToString(), StringComparison.Ordinal);
        Assert.Empty(error.ToString());
    }
}
