namespace EvalHarness.Tests.Testing;

/// <summary>The fixtures that the repository carries.</summary>
internal static class Fixture
{
    /// <summary>Full path of a file or folder below <c>Fixtures</c>.</summary>
    public static string Combine(params string[] parts) =>
        RepositoryRoot.Combine(["tests", "EvalHarness.Tests", "Fixtures", .. parts]);
}
