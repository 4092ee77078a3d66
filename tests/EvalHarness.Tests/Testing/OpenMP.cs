using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace EvalHarness.Tests.Testing;

/// <summary>How llama.cpp's threads wait for one another while tests run beside them.</summary>
internal static partial class OpenMP
{
    /// <summary>
    /// Lets them sleep: a thread that waits for one that has no processor would take the processor from it. The library
    /// reads the variable when it is loaded, from the process itself, which .NET's own copy does not reach.
    /// </summary>
    [ModuleInitializer]
    internal static void WaitWithoutSpinning()
    {
        if (OperatingSystem.IsLinux())
        {
            _ = SetVariable("OMP_WAIT_POLICY", "passive", overwrite: 0);
        }
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int overwrite);
}
