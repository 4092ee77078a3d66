using System.Security.Cryptography;
using System.Text;
using EvalHarness.Inference.Files;
using EvalHarness.Inference.Gguf;

namespace EvalHarness.Pipeline.Models;

/// <summary>SHA-256 of weights, in a file or in a folder of files.</summary>
internal static class WeightsHash
{
    /// <summary>
    /// Hash and size in bytes; of a model in parts, those of all parts in order; of a folder, those of its files and
    /// their names, hidden ones left out.
    /// </summary>
    /// <exception cref="InvalidInputException">The path is that of an empty file, a pipe or a device.</exception>
    public static async Task<(string Sha256, long Bytes)> ReadAsync(string path, CancellationToken cancellationToken)
    {
        if (File.Exists(path))
        {
            return await ReadPartsAsync(GgufSplit.FilesOf(path), cancellationToken);
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
            bytes += FileTarget.LengthOf(file);
            listing.Append(await FileHash.Sha256Async(file, cancellationToken)).Append("  ").Append(name).Append('\n');
        }

        return (HashOf(listing), bytes);
    }

    private static async Task<(string Sha256, long Bytes)> ReadPartsAsync(
        IReadOnlyList<string> files, CancellationToken cancellationToken)
    {
        StringBuilder listing = new();
        long bytes = 0;
        foreach (string file in files)
        {
            long length = FileTarget.LengthOf(file);
            if (length == 0)
            {
                throw new InvalidInputException(
                    file, "an empty file, a pipe or a device", "a file of weights", "Check the path.");
            }

            bytes += length;
            string hash = await FileHash.Sha256Async(file, cancellationToken);
            if (files.Count == 1)
            {
                return (hash, bytes);
            }

            listing.Append(hash).Append('\n');
        }

        return (HashOf(listing), bytes);
    }

    private static string HashOf(StringBuilder listing) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(listing.ToString())));
}
