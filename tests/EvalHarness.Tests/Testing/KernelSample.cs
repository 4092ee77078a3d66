namespace EvalHarness.Tests.Testing;

/// <summary>The sample of an assembly that configures the Kernel of a run.</summary>
internal static class KernelSample
{
    /// <summary>The variable that names the file of its filter's log.</summary>
    public const string LogVariable = "JUDGE_LOG";

    /// <summary>The built assembly.</summary>
    public static string AssemblyPath { get; } = Path.Combine(AppContext.BaseDirectory, "KernelAssembly.dll");
}
