using System.Runtime.InteropServices;

namespace EvalHarness.Inference.Kernels;

/// <summary>The heap behind <see cref="AlignedBuffer"/>.</summary>
internal static partial class NativeHeap
{
    /// <summary>
    /// Gives freed memory back to the system. The C library of most Linux systems keeps it for later requests and may
    /// not fit them in, so that one model after the other would make the process grow. Does nothing elsewhere.
    /// </summary>
    public static void Trim()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        try
        {
            _ = MallocTrim(0);
        }
        catch (Exception absent) when (absent is DllNotFoundException or EntryPointNotFoundException)
        {
            // Another C library, such as musl, which keeps nothing back.
        }
    }

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int MallocTrim(nuint kept);
}
