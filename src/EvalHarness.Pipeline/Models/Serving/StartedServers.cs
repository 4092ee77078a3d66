using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace EvalHarness.Pipeline.Models.Serving;

/// <summary>The servers that run now, so that none outlives this process.</summary>
internal static class StartedServers
{
    private static readonly ConcurrentDictionary<ServerProcess, bool> s_running = [];

    // Kept for as long as the process lives: a registration that is collected no longer acts.
    private static readonly PosixSignalRegistration s_hangUp;

    static StartedServers()
    {
        // Normal ends, and signals that nobody cancels; then failures that nobody caught; then a closed terminal.
        AppDomain.CurrentDomain.ProcessExit += (_, _) => StopAll();
        AppDomain.CurrentDomain.UnhandledException += (_, _) => StopAll();
        s_hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, _ => StopAll());
    }

    /// <summary>Notes a server.</summary>
    public static void Add(ServerProcess server) => s_running[server] = true;

    /// <summary>Forgets a server that is about to be stopped.</summary>
    public static void Remove(ServerProcess server) => s_running.TryRemove(server, out _);

    private static void StopAll() => Parallel.ForEach(s_running.Keys, server => server.Stop());
}
