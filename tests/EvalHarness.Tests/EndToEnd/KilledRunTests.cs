using System.Text.Json.Nodes;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.EndToEnd;

public sealed class KilledRunTests
{
    [Fact]
    public async Task ARunKilledAtTenRandomMomentsEndsAsAnUnbrokenOne()
    {
        using ScriptedEvaluation evaluation = new(samples: 60, delayMs: 60);
        evaluation.WriteConfiguration();
        using CliProcess unbroken = CliProcess.Start(evaluation.Folder, "run", "--json", "--quiet");
        (int expectedCode, string expected, _) = await unbroken.WaitAsync();
        Assert.Equal(1, expectedCode);

        Random moments = new(20_260_722);
        string? id = null;
        for (int killed = 0; killed < 10; killed++)
        {
            using CliProcess victim = CliProcess.Start(evaluation.Folder, Continue(id));
            await Task.Delay(moments.Next(150, 600));
            victim.Kill();
            await victim.WaitAsync();
            id ??= await FindUnfinishedAsync(evaluation);
        }

        using CliProcess last = CliProcess.Start(evaluation.Folder, Continue(id));
        (int code, string report, string error) = await last.WaitAsync();
        Assert.True(code == expectedCode, error);
        Assert.Equal(CommandResult.Stabilise(expected), CommandResult.Stabilise(report));
    }

    [Fact]
    public async Task CtrlCFinishesWhatIsInFlightAndSaysHowToContinue()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using ScriptedEvaluation evaluation = new(samples: 200, delayMs: 50);
        evaluation.WriteConfiguration();
        using CliProcess run = CliProcess.Start(evaluation.Folder, "run");
        string? id = null;
        while (id is null && !run.HasExited)
        {
            await Task.Delay(50);
            id = await FindUnfinishedAsync(evaluation);
        }

        await run.InterruptAsync();
        (int code, string output, string error) = await run.WaitAsync();
        Assert.Equal(3, code);
        Assert.Contains($"evalharness run --run {id}", error, StringComparison.Ordinal);
        Assert.Empty(output);
    }

    private static string[] Continue(string? id) =>
        id is null ? ["run", "--json", "--quiet"] : ["run", "--json", "--quiet", "--run", id];

    // None as long as the process was killed before it had begun.
    private static async Task<string?> FindUnfinishedAsync(ScriptedEvaluation evaluation)
    {
        if (!File.Exists(evaluation.Combine(".evalharness/runs.db")))
        {
            return null;
        }

        CommandResult runs = await evaluation.RunAsync("runs", "--json");
        return runs.Output.Length == 0 ? null : (string?)JsonNode.Parse(runs.Output)!.AsArray()
            .FirstOrDefault(run => (string)run!["status"]! != "finished")?["id"];
    }
}
