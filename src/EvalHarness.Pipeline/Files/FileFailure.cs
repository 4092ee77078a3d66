namespace EvalHarness.Pipeline.Files;

/// <summary>Why a file or folder could not be used, in words for users.</summary>
internal static class FileFailure
{
    // On Unix, HResult is errno; on Windows, it holds the Win32 error code.
    private const int DiskFull = unchecked((int)0x80070070);
    private const int SharingViolation = unchecked((int)0x80070020);
    private const int NoSpace = 28;
    private const int ReadOnly = 30;
    private const int WouldBlock = 11;

    /// <summary>A noun phrase for a failure of the file system.</summary>
    /// <param name="failure">What opening, reading or writing threw.</param>
    public static string Describe(Exception failure) => failure switch
    {
        UnauthorizedAccessException => "no permission",
        FileNotFoundException => "no such file",
        DirectoryNotFoundException => "no such folder",
        PathTooLongException => "a path that is too long",
        ArgumentException => "an invalid path",
        { HResult: NoSpace or DiskFull } => "a full disk",
        { HResult: ReadOnly } => "a read-only file system",
        { HResult: WouldBlock or SharingViolation } => "a file that another process uses",
        // The system's own words, without the path that follows them.
        _ => $"an input/output error ({failure.Message.Split(" : '")[0].TrimEnd('.')})",
    };
}
