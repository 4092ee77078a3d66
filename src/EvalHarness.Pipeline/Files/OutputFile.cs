using EvalHarness.Inference.Files;

namespace EvalHarness.Pipeline.Files;

/// <summary>
/// Writes files and folders whole or not at all, as <see cref="PartialFile"/> and <see cref="PartialFolder"/> do, and
/// devices as they are.
/// </summary>
internal static class OutputFile
{
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
        if (FileKinds.For(path) is FileKind.Pipe or FileKind.Other)
        {
            await using FileStream device = new(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            await write(device);
            return;
        }

        using PartialFile file = PartialFile.Create(path);
        await write(file.Stream);
        await file.Stream.FlushAsync(cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        file.Complete();
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
        if (FileKinds.For(path) is FileKind.Pipe or FileKind.Other)
        {
            throw new InvalidInputException(path, "a pipe or a device", "the name of a file to write");
        }
    }

    /// <summary>Refuses a destination that something else has.</summary>
    /// <param name="path">The destination; pipes and devices may be written to.</param>
    /// <param name="mayReplace">A file may be there.</param>
    /// <param name="place">The option that names it.</param>
    /// <exception cref="InvalidInputException">It is a folder, or a file that may not be replaced.</exception>
    public static void RequireFree(string path, bool mayReplace, string place)
    {
        switch (FileKinds.For(path))
        {
            case FileKind.Folder:
                throw new InvalidInputException(place, $"\"{path}\", a folder", "a file to write");
            case FileKind.Regular when !mayReplace:
                throw new InvalidInputException(
                    place, $"\"{path}\", an existing file", fix: "Overwrite it with --force.");
            default:
                return;
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
        using PartialFolder folder = PartialFolder.Create(path);
        T result = write(folder.Path);
        folder.Complete();
        return result;
    }
}
