using System.Security.Cryptography;

namespace EvalHarness.Pipeline.Models;

/// <summary>SHA-256 of a file's bytes.</summary>
internal static class FileHash
{
    /// <summary>Reads the file once and gives its SHA-256 in lower-case hexadecimal.</summary>
    public static async Task<string> Sha256Async(string path, CancellationToken cancellationToken)
    {
        FileStreamOptions options = new()
        {
            Options = FileOptions.SequentialScan | FileOptions.Asynchronous,
            BufferSize = 1 << 20,
        };
        await using FileStream file = new(path, options);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken));
    }
}
