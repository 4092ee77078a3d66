using System.Collections.Concurrent;

namespace EvalHarness.Pipeline.Models.Serving;

/// <summary>The servers that run now, so that none outlives this process.</summary>
internal static class StartedServers
{
    private static readonly ConcurrentDictionary<ServerProcess, bool> s_running = [];
    private static readonly Lock s_starting = new();
    private static bool s_isEnding;

    static StartedServers()
    {
        // Normal ends, and signals that nobody cancels; then failures that nobody caught.
        AppDomain.CurrentDomain.ProcessExit += (_, _) => StopAll();
        AppDomain.CurrentDomain.UnhandledException += (_, _) => StopAll();
    }

    /// <summary>Starts and notes a server, as one step: the end of this process comes before it or after it.</summary>
    /// <param name="start">Starts it.</param>
    /// <exception cref="OperationCanceledException">This process is about to end.</exception>
    internal static ServerProcess Start(Func<ServerProcess> start)
    {
        lock (s_starting)
        {
            if (s_isEnding)
            {
                throw new OperationCanceledException();
            }

            ServerProcess server = start();
            s_running[server] = true;
            return server;
        }
    }

    /// <summary>Forgets a server that has ended.</summary>
    internal static void Remove(ServerProcess server) => s_running.TryRemove(server, out _);

    /// <summary>Lets no server take its time to end from now on: somebody waits for this process.</summary>
    public static void HurryAll()
    {
        foreach (ServerProcess server in s_running.Keys)
        {
            server.Hurry();
        }
    }

    private static void StopAll()
    {
        lock (s_starting)
        {
            s_isEnding = true;
        }

        Parallel.ForEach(s_running.Keys, server =>
        {
            server.Hurry();
            server.Stop();
        });
    }
}
