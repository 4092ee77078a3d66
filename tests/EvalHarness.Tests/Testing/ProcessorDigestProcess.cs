using System.Diagnostics;

namespace EvalHarness.Tests.Testing;

/// <summary>What the engine computes in a process of its own, without some of the processor's instructions.</summary>
/// <param name="Features">The instructions that the process has, as it says itself.</param>
/// <param name="Lines">A name and a hash, or a text, on each line.</param>
internal sealed record ProcessorDigestProcess(string Features, string Lines)
{
    /// <summary>Runs it.</summary>
    /// <param name="switches">Environment variables of the runtime that are set to 0.</param>
    public static async Task<ProcessorDigestProcess> RunAsync(params string[] switches)
    {
        using TemporaryFolder folder = new();
        ProcessStartInfo start = new("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "EvalHarness.ProcessorDigest.dll"));
        start.ArgumentList.Add(folder.Path);
        start.ArgumentList.Add(RepositoryRoot.Combine("models", "baseline.gguf"));

        // Most methods run long, and what stands in for missing instructions is slow until it is optimized.
        start.Environment["DOTNET_TieredCompilation"] = "0";
        foreach (string name in switches)
        {
            start.Environment[name] = "0";
        }

        using Process process = Process.Start(start)!;
        Task<string> features = process.StandardError.ReadToEndAsync();
        string lines = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await features);
        return new(await features, lines.ReplaceLineEndings("\n"));
    }
}
