namespace EvalHarness.Pipeline.Files;

/// <summary>Finds the program of a command as a shell would, without one.</summary>
internal static class ProgramFile
{
    private const UnixFileMode Executable =
        UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>Full path of a program; <c>null</c> when there is none that may be executed.</summary>
    /// <param name="program">A name, looked for in the folders of PATH, or a path with a separator.</param>
    /// <param name="folder">What a path is relative to.</param>
    /// <param name="searchPath">The value of PATH; <c>null</c> for none.</param>
    public static string? Find(string program, string folder, string? searchPath)
    {
        IEnumerable<string> places = program.AsSpan().IndexOfAny('/', Path.DirectorySeparatorChar) >= 0
            ? [Path.GetFullPath(program, folder)]
            : (searchPath ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
                .Select(place => Path.Combine(Path.GetFullPath(place, folder), program));
        return places.SelectMany(WithExtensions).FirstOrDefault(MayRun);
    }

    private static IEnumerable<string> WithExtensions(string path) => OperatingSystem.IsWindows()
        ? [path, path + ".exe", path + ".cmd", path + ".bat"]
        : [path];

    private static bool MayRun(string path) => File.Exists(path)
        && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & Executable) != 0);
}
