using System.Collections.Concurrent;

namespace EvalHarness.Pipeline.Models.Serving;

/// <summary>The servers that run now, so that none outlives this process.</summary>
internal static class StartedServers
{
    private static readonly ConcurrentDictionary<ServerProcess, bool> s_running = [];

    static StartedServers()
    {
        // Normal ends, and signals that nobody cancels; then failures that nobody caught.
        AppDomain.CurrentDomain.ProcessExit += (_, _) => StopAll();
        AppDomain.CurrentDomain.UnhandledException += (_, _) => StopAll();
    }

    /// <summary>Notes a server.</summary>
    internal static void Add(ServerProcess server) => s_running[server] = true;

    /// <summary>Forgets a server that is about to be stopped.</summary>
    internal static void Remove(ServerProcess server) => s_running.TryRemove(server, out _);

    /// <summary>Lets no server take its time to end from now on: somebody waits for this process.</summary>
    public static void HurryAll()
    {
        foreach (ServerProcess server in s_running.Keys)
        {
            server.Hurry();
        }
    }

    private static void StopAll() => Parallel.ForEach(s_running.Keys, server =>
    {
        server.Hurry();
        server.Stop();
    });
}
