namespace EvalHarness.Inference.Files;

/// <summary>
/// A file that appears whole or not at all: it is written beside its destination under a hidden name, and
/// <see cref="Complete"/> takes it down to the disk and then under its name. Disposing before leaves the older file and
/// no trace; a killed writer leaves the older file, and a hidden one that the next writer of the same name removes.
/// </summary>
public sealed class PartialFile : IDisposable
{
    private readonly string _target;
    private readonly string _partial;
    private bool _isLent;

    private PartialFile(string target, int bufferBytes)
    {
        _target = target;
        _partial = PartialName.For(target);
        Stream = new FileStream(_partial, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferBytes);
    }

    /// <summary>Takes the content.</summary>
    public FileStream Stream { get; }

    /// <summary>Begins a file.</summary>
    /// <param name="path">Where it will be; its folder is made when it is absent, and a link is followed.</param>
    /// <param name="bufferBytes">Bytes that are gathered before they are written.</param>
    /// <exception cref="IOException">The folder or the disk cannot take it.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public static PartialFile Create(string path, int bufferBytes = 1 << 12)
    {
        string target = PartialName.TargetOf(path);
        PartialName.Prepare(target);
        return new PartialFile(target, bufferBytes);
    }

    /// <summary>Puts a file that was written over several attempts in its place.</summary>
    /// <param name="written">The whole file, beside its destination.</param>
    /// <param name="path">Where it will be; an older file is replaced at once.</param>
    /// <exception cref="IOException">The disk cannot take it.</exception>
    public static void Adopt(string written, string path)
    {
        using (FileStream file = new(written, FileMode.Open, FileAccess.ReadWrite))
        {
            file.Flush(flushToDisk: true);
        }

        File.Move(written, path, overwrite: true);
    }

    /// <summary>Lets other code write the file, by the path that this returns; the stream is closed.</summary>
    public string Lend()
    {
        Stream.Dispose();
        _isLent = true;
        return _partial;
    }

    /// <summary>Puts the file in its place, replacing an older one at once.</summary>
    /// <exception cref="IOException">The disk cannot take it.</exception>
    /// <exception cref="UnauthorizedAccessException">The older file may not be replaced.</exception>
    public void Complete()
    {
        using (FileStream written = _isLent ? new(_partial, FileMode.Open, FileAccess.ReadWrite) : Stream)
        {
            written.Flush(flushToDisk: true);
        }

        File.Move(_partial, _target, overwrite: true);
    }

    /// <summary>Drops what was written, unless it was completed.</summary>
    public void Dispose()
    {
        Stream.Dispose();
        File.Delete(_partial);
    }
}
