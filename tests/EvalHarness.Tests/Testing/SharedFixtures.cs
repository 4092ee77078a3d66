namespace EvalHarness.Tests.Testing;

/// <summary>
/// Cases taken from the tests of other programs, which this repository does not carry. They lie beside the
/// repository where it is developed; a clone on its own skips the tests that need them, and CI must have them.
/// </summary>
internal static class SharedFixtures
{
    private const string Folder = "../shared/fixtures";
    private const string ModelFolder = "../shared/models";

    /// <summary>Why tests on these cases are skipped here; <c>null</c> where they run (or must fail).</summary>
    public static string? SkipReason =>
        Directory.Exists(Root) || IsContinuousIntegration ? null : $"{Folder} is not beside this clone.";

    /// <summary>A real chat model, which the values in the fixtures' folder <c>smollm2</c> were made with.</summary>
    public static string ChatModel { get; } =
        Path.GetFullPath(RepositoryRoot.Combine(ModelFolder, "SmolLM2-135M-Instruct.Q4_1.gguf"));

    /// <summary>Why tests on the chat model are skipped here; <c>null</c> where they run (or must fail).</summary>
    public static string? ModelSkipReason =>
        File.Exists(ChatModel) || IsContinuousIntegration ? SkipReason : $"{ModelFolder} is not beside this clone.";

    /// <summary>Full path of a file or folder of the shared cases.</summary>
    public static string Combine(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>Names of the folders below <paramref name="parent"/>, in order; a placeholder where there are none.</summary>
    public static IEnumerable<string> Folders(string parent) => Directory.Exists(Combine(parent))
        ? Directory.EnumerateDirectories(Combine(parent)).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)
        : ["missing"];

    private static string Root => Path.GetFullPath(RepositoryRoot.Combine(Folder));

    private static bool IsContinuousIntegration =>
        string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase);
}
