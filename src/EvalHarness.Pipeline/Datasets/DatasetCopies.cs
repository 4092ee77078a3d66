using System.Security.Cryptography;
using EvalHarness.Pipeline.Files;

namespace EvalHarness.Pipeline.Datasets;

/// <summary>
/// Datasets as they were when they were first opened: each file is read once, into a copy that is deleted when this is
/// disposed, once or again. Whatever is read of it later is of the same bytes, also when the file has changed.
/// Thread-safe.
/// </summary>
internal sealed class DatasetCopies : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private readonly Dictionary<string, (string Path, string Sha256)> _copies = new(StringComparer.Ordinal);
    private string? _folder;

    /// <summary>Opens a dataset's copy.</summary>
    /// <param name="path">The dataset's file.</param>
    /// <param name="place">What to call it in messages.</param>
    /// <param name="cancellationToken">Cancels the copying.</param>
    /// <exception cref="InvalidInputException">It is absent, a folder, a pipe, a device, or unreadable.</exception>
    public async Task<FileStream> OpenAsync(string path, string place, CancellationToken cancellationToken) =>
        InputFile.OpenAsynchronous((await CopyAsync(path, place, cancellationToken)).Path, place);

    /// <summary>SHA-256 of a dataset's bytes in lower-case hexadecimal.</summary>
    /// <inheritdoc cref="OpenAsync"/>
    public async Task<string> HashAsync(string path, string place, CancellationToken cancellationToken) =>
        (await CopyAsync(path, place, cancellationToken)).Sha256;

    /// <inheritdoc/>
    public void Dispose()
    {
        _turn.Dispose();
        if (Interlocked.Exchange(ref _folder, null) is { } folder)
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task<(string Path, string Sha256)> CopyAsync(
        string path, string place, CancellationToken cancellationToken)
    {
        string full = Path.GetFullPath(path);
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (!_copies.TryGetValue(full, out (string, string) copy))
            {
                await using FileStream file = InputFile.OpenAsynchronous(path, place);
                _folder ??= Directory.CreateTempSubdirectory("evalharness-data-").FullName;
                string target = Path.Combine(_folder, Path.GetRandomFileName());
                using SHA256 hash = SHA256.Create();
                await using (CryptoStream hashed = new(file, hash, CryptoStreamMode.Read))
                await using (FileStream written = File.Create(target))
                {
                    await hashed.CopyToAsync(written, cancellationToken);
                }

                _copies[full] = copy = (target, Convert.ToHexStringLower(hash.Hash!));
            }

            return copy;
        }
        finally
        {
            _turn.Release();
        }
    }
}
