using System.Text;
using EvalHarness.Pipeline.Files;

namespace EvalHarness.Pipeline.Models;

/// <summary>
/// Weights that were made on the fly, kept under names that say all of what they were made from. A file or model folder
/// appears whole or not at all; one that is not as it was made is made again.
/// </summary>
/// <param name="folder">Where they are kept; made when absent.</param>
internal sealed class WeightsCache(string folder)
{
    /// <summary>Path and SHA-256 of weights that are there as they were made; <c>null</c> for others.</summary>
    /// <param name="name">Name of the file or folder.</param>
    /// <param name="cancellationToken">Cancels while they are hashed.</param>
    public async Task<(string Path, string Sha256)?> FindAsync(string name, CancellationToken cancellationToken)
    {
        // Half-written seals and half-written files both lead to a hash that does not agree.
        string path = Path.Combine(folder, name);
        if (!Path.Exists(path) || !File.Exists(SealOf(path)) || IsEmpty(path))
        {
            return null;
        }

        (string hash, _) = await WeightsHash.ReadAsync(path, cancellationToken);
        return hash == await File.ReadAllTextAsync(SealOf(path), cancellationToken) ? (path, hash) : null;
    }

    /// <summary>Path and SHA-256 of weights; they are made now if they are not there.</summary>
    /// <param name="name">Name of the file or folder.</param>
    /// <param name="remake">Makes them again.</param>
    /// <param name="make">Makes them at a path where nothing is.</param>
    /// <param name="cancellationToken">Cancels while they are hashed.</param>
    /// <exception cref="InvalidInputException">The cache cannot be written.</exception>
    public async Task<(string Path, string Sha256)> GetAsync(
        string name, bool remake, Action<string> make, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(make);
        string path = Path.Combine(folder, name);
        if (!remake && await FindAsync(name, cancellationToken) is { } kept)
        {
            return kept;
        }

        try
        {
            // A folder is only written where none is.
            Directory.CreateDirectory(folder);
            if (Directory.Exists(path))
            {
                Directory.Delete(path, recursive: true);
            }

            make(path);
            (string hash, _) = await WeightsHash.ReadAsync(path, cancellationToken);
            await OutputFile.WriteAsync(SealOf(path), Encoding.UTF8.GetBytes(hash), cancellationToken);
            return (path, hash);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException(
                folder, FileFailure.Describe(failure), "a writable folder",
                "Free some space or change its permissions.");
        }
    }

    private static bool IsEmpty(string path) => File.Exists(path) && new FileInfo(path).Length == 0;

    private static string SealOf(string path) => path + ".sha256";
}
