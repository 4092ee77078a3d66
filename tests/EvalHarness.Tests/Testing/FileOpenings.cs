using System.Runtime.InteropServices;
using System.Text;

namespace EvalHarness.Tests.Testing;

/// <summary>Counts how often a file is opened, by anybody; Linux alone tells.</summary>
internal sealed class FileOpenings : IDisposable
{
    private const int NonBlocking = 0x800;
    private const uint Opened = 0x20;

    // Two equal events in a row are told as one; what closes a file stands between two openings of it.
    private const uint Closed = 0x10;

    private const int EventBytes = 16;

    private readonly int _watch;

    /// <summary>Begins to count.</summary>
    public FileOpenings(string path)
    {
        _watch = InotifyInit(NonBlocking);
        Assert.True(_watch >= 0 && InotifyAddWatch(_watch, Encoding.UTF8.GetBytes(path + '\0'), Opened | Closed) >= 0);
    }

    /// <summary>Openings since the last count.</summary>
    public int Count()
    {
        byte[] events = new byte[EventBytes * 4096];
        int length = (int)Read(_watch, events, events.Length);
        return Enumerable.Range(0, Math.Max(0, length) / EventBytes)
            .Count(i => BitConverter.ToUInt32(events, (i * EventBytes) + 4) == Opened);
    }

    public void Dispose() => _ = Close(_watch);

    [DllImport("libc", EntryPoint = "inotify_init1")]
    private static extern int InotifyInit(int flags);

    [DllImport("libc", EntryPoint = "inotify_add_watch")]
    private static extern int InotifyAddWatch(int watch, byte[] path, uint mask);

    [DllImport("libc", EntryPoint = "read")]
    private static extern nint Read(int file, byte[] buffer, nint length);

    [DllImport("libc", EntryPoint = "close")]
    private static extern int Close(int file);
}
