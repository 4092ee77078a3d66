using System.Diagnostics;

namespace EvalHarness.Integrations.Tests.Testing;

/// <summary>The built program with the integrations that were dropped beside it.</summary>
internal static class Program
{
    /// <summary>Folder of the program, built in the same way as these tests.</summary>
    public static string Folder { get; } = Path.GetFullPath(Path.Combine(
        AppContext.BaseDirectory, "..", "..", "EvalHarness.Cli",
        new DirectoryInfo(AppContext.BaseDirectory.TrimEnd('/', '\\')).Name));

    /// <summary>Runs a command to its end.</summary>
    public static async Task<(int Code, string Output, string Error)> RunAsync(string folder, params string[] words)
    {
        ProcessStartInfo start = new("dotnet", [Path.Combine(Folder, "evalharness.dll"), .. words])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }
}
