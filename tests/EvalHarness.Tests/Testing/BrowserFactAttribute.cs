namespace EvalHarness.Tests.Testing;

/// <summary>A fact that needs a browser: skipped where the machine has none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class BrowserFactAttribute : FactAttribute
{
    // The first has no windows, and takes two thirds of the processor time of the others.
    private static readonly string[] s_names =
    [
        "chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome",
    ];

    public BrowserFactAttribute() =>
        Skip = Executable is null ? "No Chromium on this machine: apt-get install chromium-headless-shell" : null;

    /// <summary>The machine's own Chromium; <c>null</c> where it has none.</summary>
    public static string? Executable { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .SelectMany(folder => s_names.Select(name => Path.Combine(folder, name)))
        .FirstOrDefault(File.Exists);
}
