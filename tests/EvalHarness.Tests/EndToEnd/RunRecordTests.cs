using System.Diagnostics;
using System.Text.Json.Nodes;
using EvalHarness.Cli.Options;
using EvalHarness.Pipeline;
using EvalHarness.Pipeline.Configuration.Loading;
using EvalHarness.Pipeline.Runs;
using EvalHarness.Pipeline.Storage;
using EvalHarness.Runs;
using EvalHarness.SemanticKernel;
using EvalHarness.Tests.Pipeline.Storage;
using EvalHarness.Tests.Testing;
using Microsoft.Data.Sqlite;

namespace EvalHarness.Tests.EndToEnd;

/// <summary>A stored run says what made it, whoever reads it, and belongs to one process at a time.</summary>
public sealed class RunRecordTests
{
    private const string Commit = "0123456789abcdef0123456789abcdef01234567";
    private const string Later = "fedcba9876543210fedcba9876543210fedcba98";

    [Fact]
    public async Task ARunKeepsTheCommitAndTheMachineThatItWasStartedWith()
    {
        using ScriptedEvaluation evaluation = new(samples: 3);
        Directory.CreateDirectory(evaluation.Combine(".git"));
        File.WriteAllText(evaluation.Combine(".git/HEAD"), Commit + "\n");
        JsonNode made = JsonNode.Parse((await evaluation.RunAsync("run", "--json")).Output)!["run"]!;
        Assert.Equal(Commit, (string)made["git_commit"]!);

        File.WriteAllText(evaluation.Combine(".git/HEAD"), Later + "\n");
        string id = await evaluation.NewestRunAsync();
        JsonNode shown = JsonNode.Parse((await evaluation.RunAsync("show", id, "--json")).Output)!["run"]!;
        Assert.Equal(made.ToJsonString(), shown.ToJsonString());
        JsonNode continued = JsonNode.Parse((await evaluation.RunAsync("run", "--json", "--run", id)).Output)!["run"]!;
        Assert.Equal(Commit, (string)continued["git_commit"]!);
    }

    [Fact]
    public async Task AnotherMachineIsNotTheReaders()
    {
        using ScriptedEvaluation evaluation = new(samples: 3);
        await evaluation.RunAsync("run");
        string id = await evaluation.NewestRunAsync();
        await using (IRunStore store = RunStores.Open("sqlite:.evalharness/runs.db", evaluation.Folder))
        {
            RunRecord run = (await store.FindRunAsync(id, CancellationToken.None))!;
            await store.SaveRunAsync(run with { Machine = "a mainframe", GitCommit = null }, CancellationToken.None);
        }

        JsonNode shown = JsonNode.Parse((await evaluation.RunAsync("show", id, "--json")).Output)!["run"]!;
        Assert.Equal("a mainframe", (string)shown["machine"]!);
        Assert.Null(shown["git_commit"]);
    }

    [Fact]
    public async Task RunsOfOneNameThatStartInOneSecondAllRun()
    {
        using ScriptedEvaluation evaluation = new(samples: 3);
        string path = evaluation.WriteConfiguration();
        await using IRunStore store = RunStores.Open("sqlite:.evalharness/runs.db", evaluation.Folder);
        RunRecord[] same = [.. Enumerable.Range(0, 8).Select(_ => Storage("same-second"))];
        bool[] added = await Task.WhenAll(same.Select(run => store.TryAddRunAsync(run, CancellationToken.None)));
        Assert.Single(added, isAdded => isAdded);

        ManualTime time = new();
        EvalPipeline[] pipelines =
        [
            .. Enumerable.Range(0, 4).Select(_ => RunKernel.Create()).Select(kernel => new EvalPipeline(
                store, Providers.Create(kernel), kernel, [], time)),
        ];
        RunOutcome[] outcomes = await Task.WhenAll(pipelines.Select(pipeline =>
            pipeline.RunAsync(
                ConfigurationFile.Load(path),
                new RunOptions(),
                new Progress<RunProgress>(),
                CancellationToken.None)));
        Assert.Equal(4, outcomes.Select(outcome => outcome.RunId).Distinct().Count());
        Assert.All(outcomes, outcome => Assert.NotNull(outcome.Report));
    }

    [Fact]
    public async Task ARunThatAnotherProcessWorksOnIsRefusedWhateverItsOutput()
    {
        using ScriptedEvaluation evaluation = new(samples: 3);
        await evaluation.RunAsync("run");
        string id = await evaluation.NewestRunAsync();
        await using IRunStore store = RunStores.Open("sqlite:.evalharness/runs.db", evaluation.Folder);
        using (store.Claim(id))
        {
            CommandResult refused = await evaluation.RunAsync(
                "run", "--run", id, "--output", evaluation.Combine("elsewhere"));
            Assert.Equal(ExitCode.BadInput, refused.Code);
            Assert.Contains("a run that is in use by another process", refused.Error, StringComparison.Ordinal);
        }

        CommandResult free = await evaluation.RunAsync(
            "run", "--run", id, "--output", evaluation.Combine("elsewhere"));
        Assert.NotEqual(ExitCode.BadInput, free.Code);
        Assert.NotEqual(ExitCode.Incomplete, free.Code);
    }

    [Fact]
    public async Task AnIncompleteRunIsShownAndReportedAsIncomplete()
    {
        using ScriptedEvaluation evaluation = new();
        await evaluation.InterruptAsync("base ask 40/40", "run");
        string id = await evaluation.NewestRunAsync();
        foreach (string command in (string[])["show", "report", "gate"])
        {
            Assert.Equal(ExitCode.Incomplete, (await evaluation.RunAsync(command, id)).Code);
        }

        ExitCode decided = (await evaluation.RunAsync("run", "--run", id)).Code;
        Assert.Equal(ExitCode.Passed, (await evaluation.RunAsync("show", id)).Code);
        Assert.Equal(ExitCode.Passed, (await evaluation.RunAsync("report", id)).Code);
        Assert.Equal(decided, (await evaluation.RunAsync("gate", id)).Code);
    }

    [Fact]
    public async Task ARightGateIsNotBlamedForAMetricThatIsMisspelledElsewhere()
    {
        using ScriptedEvaluation evaluation = new(samples: 3);
        evaluation.Configuration["tasks"]!["ask"]!["metrics"]![0] = "exactmatch";
        CommandResult result = await evaluation.RunAsync("validate");
        Assert.Equal(ExitCode.BadInput, result.Code);
        Assert.Contains("$.tasks.ask.metrics[0]", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("gates", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("mean \"exactmatch\"", result.Error, StringComparison.Ordinal);
    }

    [LinuxFact]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public async Task AStoreThatCannotBeWrittenIsRead()
    {
        using ScriptedEvaluation evaluation = new(samples: 3);
        ExitCode decided = (await evaluation.RunAsync("run")).Code;
        string id = await evaluation.NewestRunAsync();
        string expected = (await evaluation.RunAsync("show", id, "--json")).Output;
        SqliteConnection.ClearAllPools();
        string path = evaluation.WriteConfiguration();
        UnixFileMode readable = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        UnixFileMode open = readable | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        string store = evaluation.Combine(".evalharness/runs.db");
        File.SetUnixFileMode(store, readable);
        File.SetUnixFileMode(evaluation.Combine(".evalharness"), open);
        File.SetUnixFileMode(evaluation.Folder, open);
        try
        {
            Assert.Equal(expected, (await ReadAsync(path, "show", id, "--json")).Output);
            Assert.Contains(id, (await ReadAsync(path, "runs")).Output, StringComparison.Ordinal);
            Assert.Equal((int)decided, (await ReadAsync(path, "gate", id)).Code);
            Assert.Equal(0, (await ReadAsync(path, "report", id)).Code);
            Assert.NotEqual(4, (await ReadAsync(path, "compare", id, id)).Code);
            Assert.Equal([store], Directory.GetFiles(evaluation.Combine(".evalharness")));
        }
        finally
        {
            File.SetUnixFileMode(evaluation.Combine(".evalharness"), open | UnixFileMode.UserWrite);
            File.SetUnixFileMode(evaluation.Folder, open | UnixFileMode.UserWrite);
        }
    }

    // For root every store can be written: then somebody else reads.
    private static async Task<(int Code, string Output)> ReadAsync(string path, params string[] words)
    {
        ProcessStartInfo start = new(Environment.IsPrivilegedProcess ? "setpriv" : "env")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        string[] all =
        [
            .. Environment.IsPrivilegedProcess ? ["--reuid=65534", "--clear-groups"] : (string[])[],
            "dotnet", Path.Combine(AppContext.BaseDirectory, "evalharness.dll"), .. words, "--config", path,
        ];
        Array.ForEach(all, start.ArgumentList.Add);
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.DoesNotContain("error:", await error, StringComparison.Ordinal);
        return (process.ExitCode, output);
    }

    private static RunRecord Storage(string id) => StoredRows.Run(id);
}
