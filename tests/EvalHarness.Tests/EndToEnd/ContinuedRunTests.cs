using EvalHarness.Cli.Options;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.EndToEnd;

public sealed class ContinuedRunTests
{
    [Fact]
    public async Task ACancelledRunSavesAndSaysHowToContinue()
    {
        using ScriptedEvaluation evaluation = new();
        CommandResult stopped = await CancelAsync(evaluation);
        Assert.Equal(ExitCode.Incomplete, stopped.Code);
        string id = await evaluation.NewestRunAsync();
        Assert.Contains($"--run {id}", stopped.Error, StringComparison.Ordinal);
        Assert.Empty(stopped.Output);
    }

    [Fact]
    public async Task AContinuedRunEndsAsAnUnbrokenOne()
    {
        using ScriptedEvaluation evaluation = new();
        string whole = (await evaluation.RunAsync("run", "--json")).StableJson;
        await CancelAsync(evaluation);
        string id = await evaluation.NewestRunAsync();
        CommandResult continued = await evaluation.RunAsync("run", "--json", "--run", id);
        Assert.Equal(ExitCode.Failed, continued.Code);
        Assert.Equal(whole, continued.StableJson);
    }

    [Fact]
    public async Task AFinishedRunIsNotAskedAgain()
    {
        using ScriptedEvaluation evaluation = new();
        string first = (await evaluation.RunAsync("run", "--json")).StableJson;
        string again = (await evaluation.RunAsync(
            "run", "--json", "--run", await evaluation.NewestRunAsync())).StableJson;
        Assert.Equal(first, again);
    }

    [Fact]
    public async Task AnUnfinishedRunIsMentioned()
    {
        using ScriptedEvaluation evaluation = new();
        await CancelAsync(evaluation);
        string id = await evaluation.NewestRunAsync();
        Assert.Contains($"--run {id}", (await evaluation.RunAsync("run")).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("data.jsonl", "dataset of ask")]
    [InlineData("ask.yaml", "prompt of ask")]
    [InlineData("worse.jsonl", "weights of worse")]
    public async Task AChangedInputRefusesToContinue(string file, string what)
    {
        using ScriptedEvaluation evaluation = new();
        await evaluation.RunAsync("run");
        string id = await evaluation.NewestRunAsync();
        await File.AppendAllTextAsync(evaluation.Combine(file), "\n");
        CommandResult refused = await evaluation.RunAsync("run", "--run", id);
        Assert.Equal(ExitCode.BadInput, refused.Code);
        Assert.Contains(what, refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AChangedConfigurationRefusesToContinue()
    {
        using ScriptedEvaluation evaluation = new();
        await evaluation.RunAsync("run");
        string id = await evaluation.NewestRunAsync();
        evaluation.Configuration["gates"]![0]!["maxDrop"] = 0.9;
        CommandResult refused = await evaluation.RunAsync("run", "--run", id);
        Assert.Equal(ExitCode.BadInput, refused.Code);
        Assert.Contains("configuration", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnUnknownRunIsBadInput()
    {
        using ScriptedEvaluation evaluation = new();
        Assert.Equal(ExitCode.BadInput, (await evaluation.RunAsync("run", "--run", "nothing-1")).Code);
    }

    // When the baseline has answered everything and the candidates nothing.
    private static Task<CommandResult> CancelAsync(ScriptedEvaluation evaluation) =>
        evaluation.InterruptAsync("base ask 40/40", "run");
}
