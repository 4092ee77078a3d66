using System.Diagnostics;
using EvalHarness.Pipeline.Files;
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
    public async Task AServerThatIsBeingStoppedIsHurriedWhenThisProcessIsToEnd()
    {
        using ServerProcess server = Start(TimeSpan.FromMinutes(10), "--stubborn", "--children", _folder.File("pids"));
        int[] all = await ServerPrograms.ReadProcessesAsync(_folder.File("pids"), 3);
        Task stopping = Task.Run(server.Dispose);
        for (long started = Stopwatch.GetTimestamp(); !stopping.IsCompleted; await Task.Delay(100))
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromMinutes(2), "It was given all of its time.");
            if (Stopwatch.GetElapsedTime(started) > TimeSpan.FromSeconds(1))
            {
                StartedServers.HurryAll();
            }
        }

        Assert.DoesNotContain(all, ServerPrograms.IsAlive);
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

    private ServerProcess Start(params string[] words) => Start(TimeSpan.FromSeconds(0.5), words);

    private ServerProcess Start(TimeSpan grace, params string[] words)
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
            grace);
    }
}
