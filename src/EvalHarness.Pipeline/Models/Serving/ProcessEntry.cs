using System.Globalization;

namespace EvalHarness.Pipeline.Models.Serving;

/// <summary>A process as Linux lists it.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Parent">Its parent's number.</param>
/// <param name="Session">Number of the process that leads its session.</param>
/// <param name="Started">Clock ticks from boot to its start; with the number it is unique.</param>
/// <param name="IsZombie">It has ended, and nobody has asked how.</param>
internal readonly record struct ProcessEntry(int Id, int Parent, int Session, ulong Started, bool IsZombie)
{
    /// <summary>Every process that can be seen now.</summary>
    public static IReadOnlyList<ProcessEntry> ReadAll() => [.. Directory.EnumerateDirectories("/proc")
        .Where(folder => char.IsAsciiDigit(folder[^1]))
        .Select(Read)
        .OfType<ProcessEntry>()];

    private static ProcessEntry? Read(string folder)
    {
        try
        {
            // "PID (name) state ppid pgrp session …": the name may hold anything, so count from its last bracket.
            string line = File.ReadAllText(folder + "/stat");
            string[] fields = line[(line.LastIndexOf(')') + 2)..].Split(' ');
            return new ProcessEntry(
                int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture),
                int.Parse(fields[1], CultureInfo.InvariantCulture),
                int.Parse(fields[3], CultureInfo.InvariantCulture),
                ulong.Parse(fields[19], CultureInfo.InvariantCulture),
                fields[0] is "Z" or "X");
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException or FormatException)
        {
            return null;
        }
    }
}
