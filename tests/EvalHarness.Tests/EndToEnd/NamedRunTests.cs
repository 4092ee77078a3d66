using System.Text.Json.Nodes;
using EvalHarness.Cli.Options;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.EndToEnd;

public sealed class NamedRunTests : IDisposable
{
    private readonly ScriptedEvaluation _evaluation = new(samples: 3);

    public void Dispose() => _evaluation.Dispose();

    [Theory]
    [InlineData("show", "latest")]
    [InlineData("gate", "latest")]
    [InlineData("report", "latest")]
    [InlineData("show", "newer")]
    [InlineData("gate", "newer-2")]
    [InlineData("report", "newer-")]
    public async Task TheLatestRunAndTheBeginningOfOneIdNameARun(string command, string name)
    {
        await RunAsync("older");
        string id = await RunAsync("newer");
        CommandResult result = await _evaluation.RunAsync(command, name, "--json");
        Assert.Equal(id, (string?)JsonNode.Parse(result.Output)!["run"]!["id"]);
    }

    [Fact]
    public async Task TwoRunsAreComparedByTheirBeginnings()
    {
        string before = await RunAsync("older");
        string after = await RunAsync("newer");
        CommandResult result = await _evaluation.RunAsync("compare", "old", "latest", "--json");
        Assert.Equal($"{after} against {before}", (string?)JsonNode.Parse(result.Output)!["name"]);
    }

    [Fact]
    public async Task ARunIsContinuedByItsBeginning()
    {
        string id = await RunAsync("older");
        CommandResult result = await _evaluation.RunAsync("run", "--run", "old", "--json");
        Assert.Equal(id, (string?)JsonNode.Parse(result.Output)!["run"]!["id"]);
        Assert.Single(JsonNode.Parse((await _evaluation.RunAsync("runs", "--json")).Output)!.AsArray());
    }

    [Fact]
    public async Task ABeginningThatSeveralIdsHaveListsThem()
    {
        string one = await RunAsync("same-a");
        string other = await RunAsync("same-b");
        foreach (string[] words in (string[][])[["show", "same"], ["run", "--run", "same"], ["export", "same"]])
        {
            CommandResult result = await _evaluation.RunAsync(words);
            Assert.Equal(ExitCode.BadInput, result.Code);
            Assert.Contains(one, result.Error, StringComparison.Ordinal);
            Assert.Contains(other, result.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task AnIdThatIsTheBeginningOfAnotherNamesItsOwnRun()
    {
        string one = await RunAsync("same");
        string other = await RunAsync("same"); // In the same second it ends with -2.
        CommandResult result = await _evaluation.RunAsync("show", one, "--json");
        Assert.Equal(one, (string?)JsonNode.Parse(result.Output)!["run"]!["id"]);
        Assert.NotEqual(one, other);
    }

    [Fact]
    public async Task AnUnknownNameOffersTheNearestOrTheNewest()
    {
        string one = await RunAsync("older");
        string other = await RunAsync("newer");
        string typo = one.Replace("older", "odler", StringComparison.Ordinal);
        CommandResult near = await _evaluation.RunAsync("show", typo);
        Assert.Contains($"Did you mean \"{one}\"?", near.Error, StringComparison.Ordinal);
        CommandResult result = await _evaluation.RunAsync("show", "x");
        Assert.Contains($"The newest are {other}, {one}", result.Error, StringComparison.Ordinal);
    }

    private async Task<string> RunAsync(string name)
    {
        _evaluation.Configuration["name"] = name;
        await _evaluation.RunAsync("run", "--quiet");
        return await _evaluation.NewestRunAsync();
    }
}
