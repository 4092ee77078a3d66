using System.Security.Cryptography;
using System.Text;

namespace EvalHarness.Pipeline.Models;

/// <summary>SHA-256 of weights, in a file or in a folder of files.</summary>
public static class WeightsHash
{
    /// <summary>
    /// Hash and size in bytes; of a folder, those of its files and their names, hidden ones left out.
    /// </summary>
    public static async Task<(string Sha256, long Bytes)> ReadAsync(string path, CancellationToken cancellationToken)
    {
        if (File.Exists(path))
        {
            return (await FileHash.Sha256Async(path, cancellationToken), new FileInfo(path).Length);
        }

        StringBuilder listing = new();
        long bytes = 0;
        EnumerationOptions visible = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.Hidden };
        IEnumerable<string> names = Directory.EnumerateFiles(path, "*", visible)
            .Select(file => Path.GetRelativePath(path, file).Replace('\\', '/'))
            .Order(StringComparer.Ordinal);
        foreach (string name in names)
        {
            string file = Path.Combine(path, name);
            bytes += new FileInfo(file).Length;
            listing.Append(await FileHash.Sha256Async(file, cancellationToken)).Append("  ").Append(name).Append('\n');
        }

        return (Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(listing.ToString()))), bytes);
    }
}
