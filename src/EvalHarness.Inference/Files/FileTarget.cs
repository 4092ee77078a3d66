namespace EvalHarness.Inference.Files;

/// <summary>
/// What a path leads to. Hubs keep models as links to files elsewhere, and a link's own size and time say nothing of
/// them.
/// </summary>
public static class FileTarget
{
    /// <summary>The file at the end of all links; the path itself where it is no link.</summary>
    /// <param name="path">The path; nothing need be there.</param>
    /// <exception cref="IOException">The links lead round in a circle.</exception>
    public static FileInfo Of(string path)
    {
        FileInfo file = new(path);
        return file.LinkTarget is null ? file : (FileInfo)file.ResolveLinkTarget(returnFinalTarget: true)!;
    }

    /// <summary>Size of the file that a path leads to, in bytes.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    public static long LengthOf(string path) => Of(path).Length;
}
