namespace EvalHarness.Pipeline.Files;

/// <summary>
/// Writes files whole or not at all: beside the destination, down to the disk, and then under its name. Whoever is
/// killed leaves the older file, and a hidden partial one that the next writer of the same name removes.
/// </summary>
public static class OutputFile
{
    private const string Suffix = ".partial";

    /// <summary>Writes a file.</summary>
    /// <param name="path">
    /// The file; its folder is made when it is absent. A pipe or a device is written to as it is.
    /// </param>
    /// <param name="write">Writes the content.</param>
    /// <param name="cancellationToken">Ends the writing; an older file stays.</param>
    /// <exception cref="IOException">The folder or the disk cannot take it.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public static async Task WriteAsync(string path, Func<Stream, Task> write, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(write);
        string target = TargetOf(path);
        if (FileKinds.Of(target) is FileKind.Pipe or FileKind.Other)
        {
            await using FileStream device = new(target, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            await write(device);
            return;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        RemoveStale(target);
        string partial = PartialOf(target);
        try
        {
            await using (FileStream stream = new(partial, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                await write(stream);
                await stream.FlushAsync(cancellationToken);
                cancellationToken.ThrowIfCancellationRequested();
                stream.Flush(flushToDisk: true);
            }

            File.Move(partial, target, overwrite: true);
        }
        finally
        {
            File.Delete(partial);
        }
    }

    /// <summary>Writes a file of these bytes.</summary>
    /// <inheritdoc cref="WriteAsync(string, Func{Stream, Task}, CancellationToken)"/>
    public static Task WriteAsync(string path, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
        WriteAsync(path, stream => stream.WriteAsync(bytes, cancellationToken).AsTask(), cancellationToken);

    /// <summary>Refuses a destination that a finished file cannot be moved to.</summary>
    /// <param name="path">The destination.</param>
    /// <exception cref="InvalidInputException">It is a pipe or a device.</exception>
    public static void RequireReplaceable(string path)
    {
        if (FileKinds.Of(path) is FileKind.Pipe or FileKind.Other)
        {
            throw new InvalidInputException(path, "a pipe or a device", "the name of a file to write");
        }
    }

    /// <summary>Writes a folder of files, and puts it in the place of an older one when it is complete.</summary>
    /// <param name="path">The folder. What an older one has beside the files that are written is kept.</param>
    /// <param name="write">Writes files into the folder of this path.</param>
    /// <exception cref="IOException">The disk cannot take it.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public static T WriteFolder<T>(string path, Func<string, T> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        string target = Path.TrimEndingDirectorySeparator(TargetOf(path));
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        RemoveStale(target);
        string partial = PartialOf(target);
        string old = PartialOf(target);
        try
        {
            Directory.CreateDirectory(partial);
            using FileStream held = Hold(partial);
            T result = write(partial);
            FlushAll(partial);
            if (Directory.Exists(target))
            {
                KeepOthers(target, partial);
                held.Dispose();
                File.Delete(held.Name);
                Directory.Move(target, old);
            }

            held.Dispose();
            File.Delete(held.Name);
            Directory.Move(partial, target);
            return result;
        }
        finally
        {
            Delete(partial);
            if (Directory.Exists(old) && !Directory.Exists(target))
            {
                Directory.Move(old, target);
            }

            Delete(old);
        }
    }

    // A link is followed: what it leads to is replaced, not the link.
    private static string TargetOf(string path)
    {
        string full = Path.GetFullPath(path);
        return new FileInfo(full).LinkTarget is null
            ? full
            : File.ResolveLinkTarget(full, returnFinalTarget: true)?.FullName ?? full;
    }

    private static string PartialOf(string target) => Path.Combine(
        Path.GetDirectoryName(target)!, $".{Path.GetFileName(target)}.{Guid.NewGuid():N}{Suffix}");

    // A folder cannot be locked, a file in it can: it tells the writer that lives from one that was killed.
    private static FileStream Hold(string folder) =>
        new(Path.Combine(folder, ".writing"), FileMode.CreateNew, FileAccess.Write, FileShare.None);

    private static void RemoveStale(string target)
    {
        EnumerationOptions hidden = new() { AttributesToSkip = 0, MatchType = MatchType.Simple };
        foreach (string left in Directory.EnumerateFileSystemEntries(
            Path.GetDirectoryName(target)!, $".{Path.GetFileName(target)}.*{Suffix}", hidden))
        {
            try
            {
                string held = Directory.Exists(left) ? Path.Combine(left, ".writing") : left;
                if (File.Exists(held))
                {
                    using FileStream free = new(held, FileMode.Open, FileAccess.Write, FileShare.None);
                }
                else
                {
                    // A folder between its completion and its new name.
                    continue;
                }

                Delete(left);
            }
            catch (Exception busy) when (busy is IOException or UnauthorizedAccessException)
            {
                // Somebody is writing it, or it is not ours to remove.
            }
        }
    }

    private static void FlushAll(string folder)
    {
        foreach (string file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(file => Path.GetFileName(file) != ".writing"))
        {
            using FileStream stream = new(file, FileMode.Open, FileAccess.ReadWrite, FileShare.Read);
            stream.Flush(flushToDisk: true);
        }
    }

    private static void KeepOthers(string target, string partial)
    {
        foreach (string file in Directory.EnumerateFiles(target, "*", SearchOption.AllDirectories))
        {
            string kept = Path.Combine(partial, Path.GetRelativePath(target, file));
            if (!File.Exists(kept))
            {
                Directory.CreateDirectory(Path.GetDirectoryName(kept)!);
                File.Copy(file, kept);
            }
        }
    }

    private static void Delete(string path)
    {
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
        else
        {
            File.Delete(path);
        }
    }
}
