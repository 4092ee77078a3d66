using System.Globalization;

namespace EvalHarness.Cli.Rendering;

/// <summary>Sizes for people, in units of 1,024.</summary>
internal static class ByteSize
{
    private static readonly string[] s_units = ["B", "KiB", "MiB", "GiB", "TiB"];

    /// <summary>Three digits and a unit.</summary>
    public static string Write(long bytes)
    {
        double value = bytes;
        int unit = 0;
        for (; value >= 1024 && unit < s_units.Length - 1; unit++)
        {
            value /= 1024;
        }

        string format = unit == 0 || value >= 100 ? "0" : value >= 10 ? "0.0" : "0.00";
        return value.ToString(format, CultureInfo.InvariantCulture) + " " + s_units[unit];
    }
}
