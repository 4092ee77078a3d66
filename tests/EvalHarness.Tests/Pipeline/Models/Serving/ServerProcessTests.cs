using System.Diagnostics;
using EvalHarness.Pipeline.Models.Serving;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Pipeline.Models.Serving;

public sealed class ServerProcessTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [LinuxFact]
    public async Task StoppingEndsTheServerAndEverythingThatItStarted()
    {
        using ServerProcess server = Start("--children", _folder.File("pids"));
        int[] all = await ServerPrograms.ReadProcessesAsync(_folder.File("pids"), 3);
        Assert.All(all, process => Assert.True(ServerPrograms.IsAlive(process)));
        server.Dispose();
        Assert.DoesNotContain(all, ServerPrograms.IsAlive);
    }

    [LinuxFact]
    public async Task WhatDoesNotEndWhenItIsAskedToIsKilled()
    {
        using ServerProcess server = Start("--stubborn", "--children", _folder.File("pids"));
        int[] all = await ServerPrograms.ReadProcessesAsync(_folder.File("pids"), 3);
        long asked = Stopwatch.GetTimestamp();
        server.Dispose();
        Assert.DoesNotContain(all, ServerPrograms.IsAlive);
        Assert.True(Stopwatch.GetElapsedTime(asked) >= TimeSpan.FromSeconds(0.5), "It was given no time.");
    }

    [LinuxFact]
    public async Task AServerThatDiesLeavesNoChildrenBehind()
    {
        using ServerProcess server = Start("--children", _folder.File("pids"));
        int[] all = await ServerPrograms.ReadProcessesAsync(_folder.File("pids"), 3);
        using (Process root = Process.GetProcessById(all[0]))
        {
            root.Kill();
        }

        await ServerPrograms.AssertEndedAsync(all);
        Assert.Equal(137, server.ExitCode);
    }

    public void Dispose() => _folder.Dispose();

    private ServerProcess Start(params string[] words)
    {
        string[] command = ServerPrograms.Command(words);
        return ServerProcess.Start(
            new ServerCommand
            {
                Program = ProgramFile.Find("dotnet", _folder.Path, Environment.GetEnvironmentVariable("PATH"))!,
                Arguments = command[1..],
                Folder = _folder.Path,
            }.Fill("m", LoopbackPort.Take()),
            ServerLog.Open(_folder.Path, "m", DateTimeOffset.UnixEpoch, text => text),
            TimeSpan.FromSeconds(0.5));
    }
}
