using System.Globalization;
using System.Runtime.InteropServices;

namespace EvalHarness.Pipeline.Runs;

/// <summary>The machine in one line.</summary>
internal static class MachineDescription
{
    /// <summary>Operating system, processor, cores and memory; nothing that identifies the machine itself.</summary>
    public static string Current { get; } = string.Create(
        CultureInfo.InvariantCulture,
        $"{RuntimeInformation.OSDescription}, {Processor()}, {Environment.ProcessorCount} cores, ")
        + string.Create(CultureInfo.InvariantCulture, $"{MemoryBytes() / (1024.0 * 1024 * 1024):0.#} GiB, ")
        + RuntimeInformation.FrameworkDescription;

    private static long MemoryBytes() => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    private static string Processor()
    {
        const string Table = "/proc/cpuinfo";
        string? line = File.Exists(Table)
            ? File.ReadLines(Table).FirstOrDefault(row => row.StartsWith("model name", StringComparison.Ordinal))
            : null;
        return line is null
            ? RuntimeInformation.ProcessArchitecture.ToString()
            : line[(line.IndexOf(':') + 1)..].Trim();
    }
}
