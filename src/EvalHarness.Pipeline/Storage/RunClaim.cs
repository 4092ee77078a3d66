using EvalHarness.Pipeline.Files;

namespace EvalHarness.Pipeline.Storage;

/// <summary>
/// The right of one process to work on a run of a store, whatever folder its reports go to. It ends with the process:
/// the operating system takes the lock back.
/// </summary>
internal static class RunClaim
{
    /// <summary>Takes a run.</summary>
    /// <param name="store">Full path of the store.</param>
    /// <param name="runId">The run.</param>
    /// <exception cref="InvalidInputException">Another process has it, or the lock cannot be made.</exception>
    public static IDisposable Take(string store, string runId)
    {
        // One lock file for each run ever worked on: to delete one would let two processes lock two files of its name.
        string folder = store + "-locks";
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException(folder, FileFailure.Describe(refused), "a writable folder");
        }

        try
        {
            return new FileStream(
                Path.Combine(folder, runId + ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException refused)
        {
            throw new InvalidInputException(folder, FileFailure.Describe(refused), "a writable folder");
        }
        catch (IOException)
        {
            throw new InvalidInputException(
                $"run {runId}", "a run that is in use by another process", "a run that is not in use",
                "Wait for the other process to end.");
        }
    }
}
