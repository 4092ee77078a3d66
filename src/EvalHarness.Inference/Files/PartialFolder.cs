namespace EvalHarness.Inference.Files;

/// <summary>
/// A folder of files that appears whole or not at all, as a <see cref="PartialFile"/> does. It takes the place of an
/// older one; what that has beside the files that were written is kept.
/// </summary>
public sealed class PartialFolder : IDisposable
{
    private readonly string _target;
    private readonly string _old;
    private readonly FileStream _held;

    private PartialFolder(string target)
    {
        _target = target;
        Path = PartialName.For(target);
        _old = PartialName.For(target);
        Directory.CreateDirectory(Path);
        _held = new FileStream(
            Join(Path, PartialName.Held), FileMode.CreateNew, FileAccess.Write, FileShare.None);
    }

    /// <summary>Where its files are written until it is complete.</summary>
    public string Path { get; }

    /// <summary>Begins a folder.</summary>
    /// <param name="path">Where it will be; the folder around it is made when it is absent.</param>
    /// <exception cref="IOException">The disk cannot take it.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder around it may not be written.</exception>
    public static PartialFolder Create(string path)
    {
        string target = PartialName.TargetOf(path);
        PartialName.Prepare(target);
        return new PartialFolder(target);
    }

    /// <summary>Puts the folder in its place.</summary>
    /// <returns>Bytes of the files that were written.</returns>
    /// <exception cref="IOException">The disk cannot take it.</exception>
    /// <exception cref="UnauthorizedAccessException">The older folder may not be replaced.</exception>
    public long Complete()
    {
        long bytes = FlushAll();
        bool isReplaced = Directory.Exists(_target);
        if (isReplaced)
        {
            KeepOthers();
        }

        _held.Dispose();
        File.Delete(_held.Name);
        if (isReplaced)
        {
            Directory.Move(_target, _old);
        }

        Directory.Move(Path, _target);
        return bytes;
    }

    /// <summary>Drops what was written, unless it was completed.</summary>
    public void Dispose()
    {
        _held.Dispose();
        PartialName.Delete(Path);
        if (Directory.Exists(_old) && !Directory.Exists(_target))
        {
            Directory.Move(_old, _target);
        }

        PartialName.Delete(_old);
    }

    private static string Join(string folder, string name) => System.IO.Path.Combine(folder, name);

    private long FlushAll()
    {
        long bytes = 0;
        foreach (string file in Directory.EnumerateFiles(Path, "*", SearchOption.AllDirectories)
            .Where(file => file != _held.Name))
        {
            using FileStream stream = new(file, FileMode.Open, FileAccess.ReadWrite, FileShare.Read);
            stream.Flush(flushToDisk: true);
            bytes += stream.Length;
        }

        return bytes;
    }

    private void KeepOthers()
    {
        foreach (string file in Directory.EnumerateFiles(_target, "*", SearchOption.AllDirectories))
        {
            string kept = Join(Path, System.IO.Path.GetRelativePath(_target, file));
            if (!File.Exists(kept))
            {
                Directory.CreateDirectory(System.IO.Path.GetDirectoryName(kept)!);
                File.Copy(file, kept);
            }
        }
    }
}
