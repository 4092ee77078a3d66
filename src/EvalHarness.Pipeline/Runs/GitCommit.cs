namespace EvalHarness.Pipeline.Runs;

/// <summary>The commit of a working directory, read from git's own files.</summary>
internal static class GitCommit
{
    /// <summary>The commit that a folder is at; <c>null</c> outside a repository.</summary>
    public static string? Find(string folder)
    {
        for (DirectoryInfo? place = new(folder); place is not null; place = place.Parent)
        {
            string git = Path.Combine(place.FullName, ".git");
            if (Directory.Exists(git))
            {
                return Read(git, git);
            }

            if (File.Exists(git) && Pointer(git, "gitdir: ") is { } linked)
            {
                string own = Path.GetFullPath(linked, place.FullName);
                string common = Path.Combine(own, "commondir");
                return Read(own, File.Exists(common) ? Path.GetFullPath(File.ReadAllText(common).Trim(), own) : own);
            }
        }

        return null;
    }

    // A worktree keeps its own HEAD, and shares its branches.
    private static string? Read(string own, string shared)
    {
        string head = Path.Combine(own, "HEAD");
        if (!File.Exists(head))
        {
            return null;
        }

        if (Pointer(head, "ref: ") is not { } branch)
        {
            return File.ReadAllText(head).Trim();
        }

        string loose = Path.Combine(shared, branch);
        string packed = Path.Combine(shared, "packed-refs");
        return File.Exists(loose) ? File.ReadAllText(loose).Trim()
            : File.Exists(packed) ? File.ReadLines(packed)
                .FirstOrDefault(line => line.EndsWith(" " + branch, StringComparison.Ordinal))?.Split(' ')[0]
            : null;
    }

    private static string? Pointer(string file, string prefix)
    {
        string text = File.ReadAllText(file).Trim();
        return text.StartsWith(prefix, StringComparison.Ordinal) ? text[prefix.Length..] : null;
    }
}
