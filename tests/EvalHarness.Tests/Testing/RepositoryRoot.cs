namespace EvalHarness.Tests.Testing;

/// <summary>Where the sources lie, for tests that read the project's own files.</summary>
internal static class RepositoryRoot
{
    /// <summary>Folder that holds <c>EvalHarness.sln</c>.</summary>
    public static string Path { get; } = Find();

    /// <summary>Full path of a file or folder of the repository.</summary>
    public static string Combine(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);

    private static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "EvalHarness.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"No EvalHarness.sln above {AppContext.BaseDirectory}.");
    }
}
