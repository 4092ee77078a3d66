using System.Diagnostics;
using System.Runtime.InteropServices;

namespace EvalHarness.Pipeline.Models.Serving;

/// <summary>A process and everything that it started, as far as the system tells.</summary>
/// <param name="root">The process.</param>
internal sealed class ProcessTree(Process root)
{
    private const int Terminate = 15;
    private const int Kill = 9;

    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan s_killed = TimeSpan.FromSeconds(5);

    private readonly HashSet<(int Id, ulong Started)> _members = [];

    /// <summary>Asks all to end, and ends those that have not after the grace.</summary>
    /// <param name="grace">How long they may take; asked again and again, as it may become urgent.</param>
    /// <remarks>Other systems than Linux list no sessions: there the whole tree is ended at once.</remarks>
    public void Stop(Func<TimeSpan> grace)
    {
        if (!OperatingSystem.IsLinux())
        {
            root.Kill(entireProcessTree: true);
            root.WaitForExit(s_killed);
            return;
        }

        if (!End(Terminate, grace))
        {
            End(Kill, () => s_killed);
        }
    }

    // What a dying process starts at the last moment is signalled too: the list is read anew every time.
    private bool End(int signal, Func<TimeSpan> patience)
    {
        HashSet<(int, ulong)> signalled = [];
        long started = Stopwatch.GetTimestamp();
        while (true)
        {
            List<ProcessEntry> alive = FindAlive();
            foreach (ProcessEntry process in alive.Where(process => signalled.Add((process.Id, process.Started))))
            {
                _ = SendSignal(process.Id, signal);
            }

            if (alive.Count == 0 || Stopwatch.GetElapsedTime(started) > patience())
            {
                return alive.Count == 0;
            }

            // Waiting on the root also takes it off the list: until then it stays there as a zombie.
            root.WaitForExit(s_poll);
            Thread.Sleep(s_poll);
        }
    }

    private List<ProcessEntry> FindAlive()
    {
        IReadOnlyList<ProcessEntry> all = ProcessEntry.ReadAll();
        HashSet<int> known = root.HasExited ? [] : [root.Id];
        List<ProcessEntry> alive = [];
        int before;
        do
        {
            before = known.Count;
            known.UnionWith(all.Where(IsMember).Select(process => process.Id));
        }
        while (known.Count > before);

        foreach (ProcessEntry process in all.Where(process => known.Contains(process.Id) && !process.IsZombie))
        {
            _members.Add((process.Id, process.Started));
            alive.Add(process);
        }

        return alive;

        bool IsMember(ProcessEntry process) => process.Session == root.Id || known.Contains(process.Parent)
            || _members.Contains((process.Id, process.Started));
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SendSignal(int process, int signal);
}
