using EvalHarness.Pipeline.Files;

namespace EvalHarness.Pipeline.Runs;

/// <summary>The folder of one run. While it is open, no other process can open it.</summary>
internal sealed class RunFolder : IDisposable
{
    private readonly FileStream _lock;

    private RunFolder(string path, FileStream heldLock) => (Path, _lock) = (path, heldLock);

    /// <summary>Full path.</summary>
    public string Path { get; }

    /// <summary>Makes the folder where it is absent, and takes its lock; the lock ends with the process.</summary>
    /// <exception cref="InvalidInputException">
    /// Another process works on this run, or the folder cannot be made.
    /// </exception>
    public static RunFolder Open(string root, string runId)
    {
        string path = System.IO.Path.Combine(root, runId);
        try
        {
            Directory.CreateDirectory(path);
            string file = System.IO.Path.Combine(path, ".lock");
            FileStream held = new(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            return new RunFolder(path, held);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException(
                path, $"a folder that cannot be used ({FileFailure.Describe(failure)})",
                "a writable folder that no other run uses",
                "Wait for the other process to end, or set another --output.");
        }
    }

    /// <summary>Writes a file whole or not at all.</summary>
    public async Task<string> WriteAsync(
        string name, Func<Stream, Task> write, CancellationToken cancellationToken)
    {
        string target = System.IO.Path.Combine(Path, name);
        await OutputFile.WriteAsync(target, write, cancellationToken);
        return target;
    }

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();
}
