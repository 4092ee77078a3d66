namespace EvalHarness.Inference.Files;

/// <summary>
/// Hidden names beside a destination, under which it is written until it is complete, and what killed writers left
/// under such names.
/// </summary>
internal static class PartialName
{
    /// <summary>File that the writer of a folder holds open: a folder cannot be locked, a file in it can.</summary>
    public const string Held = ".writing";

    private const string Suffix = ".partial";

    /// <summary>Where something is to be put: a link is followed, so that what it leads to is replaced.</summary>
    public static string TargetOf(string path) =>
        FileTarget.Of(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path))).FullName;

    /// <summary>A name of its own for each writer.</summary>
    /// <param name="target">Full path of the destination.</param>
    public static string For(string target) => Path.Combine(
        Path.GetDirectoryName(target)!, $".{Path.GetFileName(target)}.{Guid.NewGuid():N}{Suffix}");

    /// <summary>Makes the destination's folder, and removes what killed writers of the same name left in it.</summary>
    /// <param name="target">Full path of the destination.</param>
    /// <exception cref="IOException">The folder cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be made.</exception>
    public static void Prepare(string target)
    {
        string folder = Path.GetDirectoryName(target)!;
        Directory.CreateDirectory(folder);
        EnumerationOptions hidden = new() { AttributesToSkip = 0, MatchType = MatchType.Simple };
        foreach (string left in Directory.EnumerateFileSystemEntries(
            folder, $".{Path.GetFileName(target)}.*{Suffix}", hidden))
        {
            RemoveUnlessHeld(left);
        }
    }

    /// <summary>Removes a file, or a folder with all it holds; nothing when there is neither.</summary>
    public static void Delete(string path)
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

    private static void RemoveUnlessHeld(string left)
    {
        try
        {
            string held = Directory.Exists(left) ? Path.Combine(left, Held) : left;

            // A folder without it is between its completion and its new name.
            if (File.Exists(held))
            {
                using (new FileStream(held, FileMode.Open, FileAccess.Write, FileShare.None))
                {
                }

                Delete(left);
            }
        }
        catch (Exception busy) when (busy is IOException or UnauthorizedAccessException)
        {
            // Somebody is writing it, or it is not ours to remove.
        }
    }
}
