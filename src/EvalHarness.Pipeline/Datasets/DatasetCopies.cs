using System.Security.Cryptography;
using EvalHarness.Pipeline.Files;

namespace EvalHarness.Pipeline.Datasets;

/// <summary>
/// Datasets as they were when they were first opened. A file is read once into a copy, which is deleted when this is
/// disposed, once or again: whatever is read of it later is of the same bytes, also when the file has changed. Of a
/// large file only checksums are kept: what is read later is of the same bytes, or refused. Thread-safe.
/// </summary>
/// <param name="progress">Told how far large files have been read; <c>null</c> for nobody.</param>
/// <param name="largestCopy">Largest file that is copied, in bytes.</param>
internal sealed class DatasetCopies(IProgress<FileProgress>? progress = null, long largestCopy = 64 << 20) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private readonly Dictionary<string, Kept> _kept = new(StringComparer.Ordinal);
    private string? _folder;

    /// <summary>Opens a dataset as it was.</summary>
    /// <param name="path">The dataset's file.</param>
    /// <param name="place">What to call it in messages.</param>
    /// <param name="cancellationToken">Cancels the first reading.</param>
    /// <exception cref="InvalidInputException">
    /// It is absent, a folder, a pipe, a device, unreadable, or, being large, has changed.
    /// </exception>
    public async Task<Stream> OpenAsync(string path, string place, CancellationToken cancellationToken)
    {
        Kept kept = await KeepAsync(path, place, cancellationToken);
        FileStream file = InputFile.OpenAsynchronous(kept.Path, place);
        if (kept.Seal is not { } seal)
        {
            return file;
        }

        // Whoever reads first checks all of it.
        IProgress<FileProgress>? listener = Interlocked.Exchange(ref kept.Listener, null);
        return new SealedStream(
            file, seal, place, done => listener?.Report(new(place, "check", done, seal.Length)));
    }

    /// <summary>A file is too large to be copied; reading it takes seconds.</summary>
    public bool IsLarge(string path) => new FileInfo(path) is { Exists: true } file && file.Length > largestCopy;

    /// <summary>SHA-256 of a dataset's bytes in lower-case hexadecimal.</summary>
    /// <inheritdoc cref="OpenAsync"/>
    public async Task<string> HashAsync(string path, string place, CancellationToken cancellationToken)
    {
        Kept kept = await KeepAsync(path, place, cancellationToken);
        try
        {
            return kept.Seal is { } seal
                ? await seal.GetSha256Async(
                    done => progress?.Report(new(place, "hash", done, seal.Length)), cancellationToken)
                    ?? throw FileSeal.Changed(place)
                : kept.Sha256;
        }
        catch (IOException failure)
        {
            throw new InvalidInputException(place, FileFailure.Describe(failure), "a readable file");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _turn.Dispose();
        foreach (Kept kept in _kept.Values)
        {
            kept.Seal?.Dispose();
        }

        _kept.Clear();
        if (Interlocked.Exchange(ref _folder, null) is { } folder)
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task<Kept> KeepAsync(string path, string place, CancellationToken cancellationToken)
    {
        string full = Path.GetFullPath(path);
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (!_kept.TryGetValue(full, out Kept? kept))
            {
                FileStream file = InputFile.OpenAsynchronous(path, place);
                _kept[full] = kept = file.Length <= largestCopy
                    ? await CopyAsync(file, cancellationToken)
                    : new Kept(full, "", new FileSeal(file), progress);
            }

            return kept;
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<Kept> CopyAsync(FileStream file, CancellationToken cancellationToken)
    {
        _folder ??= Directory.CreateTempSubdirectory("evalharness-data-").FullName;
        string target = Path.Combine(_folder, Path.GetRandomFileName());
        using SHA256 hash = SHA256.Create();
        await using (file)
        await using (CryptoStream hashed = new(file, hash, CryptoStreamMode.Read))
        await using (FileStream written = File.Create(target))
        {
            await hashed.CopyToAsync(written, cancellationToken);
        }

        return new(target, Convert.ToHexStringLower(hash.Hash!));
    }

    // The hash of a copy; a seal has its own.
    private sealed class Kept(
        string path, string sha256, FileSeal? seal = null, IProgress<FileProgress>? listener = null)
    {
        public IProgress<FileProgress>? Listener = listener;

        public string Path => path;

        public string Sha256 => sha256;

        public FileSeal? Seal => seal;
    }
}
