namespace EvalHarness.Pipeline.Files;

/// <summary>
/// Opens files that the user named, and only what has an end; a file that cannot be read is the user's mistake, with
/// its path.
/// </summary>
internal static class InputFile
{
    // A writer that was started beside the reader needs a moment; whoever waits longer waits for nobody.
    private static readonly TimeSpan s_pipePatience = TimeSpan.FromSeconds(5);

    /// <summary>Opens a file for one pass from start to end.</summary>
    /// <param name="path">The file.</param>
    /// <param name="place">What to call it in messages; the path by default.</param>
    /// <exception cref="InvalidInputException">It is absent, a folder, a pipe, a device, or unreadable.</exception>
    public static FileStream Open(string path, string? place = null)
    {
        RequireRegular(path, place);
        return Open(path, place, FileOptions.None);
    }

    /// <summary>Opens a file, or a pipe into which another program writes.</summary>
    /// <exception cref="InvalidInputException">It is neither, nobody writes, or it is unreadable.</exception>
    public static FileStream OpenStream(string path)
    {
        if (FileKinds.For(path) is not FileKind.Pipe)
        {
            return Open(path);
        }

        // To open a named pipe blocks until it has a writer, and cannot be cancelled: the thread ends with the process.
        Task<FileStream> opening = Task.Factory.StartNew(
            () => Open(path, place: null, FileOptions.None),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        return Task.WhenAny(opening, Task.Delay(s_pipePatience)).GetAwaiter().GetResult() == opening
            ? opening.GetAwaiter().GetResult()
            : throw new InvalidInputException(
                path, "a pipe without a writer", "a file, or a pipe with a writer");
    }

    /// <summary>Opens a file to be read without blocking a thread.</summary>
    /// <param name="path">The file.</param>
    /// <param name="place">What to call it in messages; the path by default.</param>
    /// <exception cref="InvalidInputException">It is absent, a folder, a pipe, a device, or unreadable.</exception>
    public static FileStream OpenAsynchronous(string path, string? place = null)
    {
        RequireRegular(path, place);
        return Open(path, place, FileOptions.Asynchronous | FileOptions.SequentialScan);
    }

    /// <summary>Reads a whole file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="largest">Most bytes that such a file may reasonably have.</param>
    /// <param name="expected">What it should have been, for messages.</param>
    /// <exception cref="InvalidInputException">It is too large, absent, no regular file, or unreadable.</exception>
    public static byte[] ReadBytes(string path, long largest, string expected)
    {
        using FileStream file = Open(path);
        if (file.Length > largest)
        {
            throw new InvalidInputException(
                path, FormattableString.Invariant($"{file.Length} bytes"),
                FormattableString.Invariant($"{expected} of at most {largest} bytes"));
        }

        try
        {
            byte[] bytes = new byte[file.Length];
            return bytes[..file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)];
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(path, problem);
        }
    }

    /// <summary>Refuses what is no regular file, before anything opens it.</summary>
    /// <exception cref="InvalidInputException">It is absent, a folder, a pipe or a device.</exception>
    public static void RequireRegular(string path, string? place = null)
    {
        string? found = FileKinds.For(path) switch
        {
            FileKind.Regular => null,
            FileKind.Folder => "a folder",
            FileKind.Pipe => "a pipe",
            FileKind.Other => "a device",
            _ => "no such file",
        };
        if (found is not null)
        {
            throw new InvalidInputException(place ?? path, found, "a readable file");
        }
    }

    private static FileStream Open(string path, string? place, FileOptions options)
    {
        try
        {
            return new FileStream(
                path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1, options);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw Unreadable(place ?? path, problem);
        }
    }

    private static InvalidInputException Unreadable(string place, Exception problem) => new(
        place,
        FileFailure.Describe(problem),
        "a readable file");
}
