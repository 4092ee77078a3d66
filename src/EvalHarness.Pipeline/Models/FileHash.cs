using System.Security.Cryptography;
using EvalHarness.Pipeline.Files;

namespace EvalHarness.Pipeline.Models;

/// <summary>SHA-256 of a file's bytes.</summary>
internal static class FileHash
{
    /// <summary>Reads the file once and gives its SHA-256 in lower-case hexadecimal.</summary>
    public static async Task<string> Sha256Async(string path, CancellationToken cancellationToken)
    {
        await using BufferedStream file = new(InputFile.OpenAsynchronous(path), 1 << 20);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken));
    }
}
