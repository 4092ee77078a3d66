using System.Diagnostics;

namespace EvalHarness.Pipeline.Models.Serving;

/// <summary>
/// A server that the harness started. It ends with everything that it started when it is disposed, and when this
/// process ends in any way that lets it act: not when it is killed.
/// </summary>
internal sealed class ServerProcess : IDisposable
{
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_lastWords = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_hurriedGrace = TimeSpan.FromSeconds(0.5);

    private readonly Process _process;
    private readonly ProcessTree _tree;
    private readonly ServerLog _log;
    private readonly TimeSpan _grace;
    private readonly Task _printed;
    private readonly Lock _stopping = new();
    private volatile bool _isUrgent;
    private bool _isStopped;

    private ServerProcess(Process process, ServerLog log, TimeSpan grace)
    {
        (_process, _log, _grace) = (process, log, grace);
        _tree = new ProcessTree(process);
        _printed = Task.WhenAll(CopyAsync(process.StandardOutput), CopyAsync(process.StandardError));

        // What a server that died has left behind is ended at once, while its session can still be told apart. Not in
        // the event itself: it is raised under the process's own lock, which whoever is stopping it already needs.
        process.EnableRaisingEvents = true;
        process.Exited += (_, _) => ThreadPool.QueueUserWorkItem(_ => Stop());
    }

    /// <summary>Its exit code; <c>null</c> while it runs.</summary>
    public int? ExitCode => _process.HasExited ? _process.ExitCode : null;

    /// <summary>Starts a server.</summary>
    /// <param name="command">What to start.</param>
    /// <param name="log">Keeps what it prints; owned from here on.</param>
    /// <param name="grace">How long it may take to end by itself; 10 seconds by default.</param>
    /// <exception cref="System.ComponentModel.Win32Exception">The system cannot start it.</exception>
    public static ServerProcess Start(ServerCommand command, ServerLog log, TimeSpan? grace = null)
    {
        try
        {
            return StartedServers.Start(() =>
            {
                Process process = Process.Start(command.ToStartInfo())!;
                process.StandardInput.Close();
                log.Append(FormattableString.Invariant(
                    $"process {process.Id}: {command.Program} {string.Join(' ', command.Arguments)}"));
                return new ServerProcess(process, log, grace ?? s_grace);
            });
        }
        catch
        {
            log.Dispose();
            throw;
        }
    }

    /// <summary>How it ended and what it said last, once it has ended.</summary>
    public async Task<string> DescribeEndAsync()
    {
        // A child that outlives the server may keep its outputs open: do not wait for their end for ever.
        await Task.WhenAny(_printed, Task.Delay(s_lastWords));
        return FormattableString.Invariant($"a server that ended with exit code {ExitCode} {_log.Describe()}");
    }

    /// <summary>What it said last, and where the rest is.</summary>
    public string DescribeLog() => _log.Describe();

    /// <summary>Ends it and everything that it started.</summary>
    public void Dispose()
    {
        // Noted until it has ended: this process may be told to end while it waits for the server.
        Stop();
        StartedServers.Remove(this);
        _printed.Wait(_isUrgent ? s_hurriedGrace : s_lastWords);
        _log.Dispose();
        _process.Dispose();
    }

    /// <summary>Nobody waits for the server any more: it gets half a second to end by itself, also under way.</summary>
    public void Hurry() => _isUrgent = true;

    /// <summary>Ends the processes; their log stays open.</summary>
    internal void Stop()
    {
        lock (_stopping)
        {
            if (!_isStopped)
            {
                _tree.Stop(() => _isUrgent ? s_hurriedGrace : _grace);
                _isStopped = true;
            }
        }
    }

    private async Task CopyAsync(StreamReader output)
    {
        try
        {
            while (await output.ReadLineAsync() is { } line)
            {
                _log.Append(line);
            }
        }
        catch (Exception closed) when (closed is IOException or ObjectDisposedException)
        {
            // The process was disposed while a child of it still held the pipe.
        }
    }
}
