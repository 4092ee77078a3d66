using System.Globalization;

namespace EvalHarness.Pipeline.Browsing;

/// <summary>Tells whether a database file was written since it was looked at.</summary>
internal static class StoreStamp
{
    /// <summary>Sizes and times of a database and its log; equal as long as nobody writes.</summary>
    public static string Of(string path) => string.Join(' ', new[] { path, path + "-wal" }.Select(part =>
    {
        FileInfo file = new(part);
        return file.Exists
            ? string.Create(CultureInfo.InvariantCulture, $"{file.Length} {file.LastWriteTimeUtc.Ticks}")
            : "none";
    }));
}
