namespace EvalHarness.Pipeline.Models;

/// <summary>
/// Hashes of the weights that models are made from, each read once: the candidates of a plan come from one file, which
/// may hold many gigabytes. Not for weights that are made meanwhile. Not thread-safe.
/// </summary>
internal sealed class SourceHashes
{
    private readonly Dictionary<string, (string Sha256, long Bytes)> _read = new(StringComparer.Ordinal);

    /// <inheritdoc cref="WeightsHash.ReadAsync"/>
    public async Task<(string Sha256, long Bytes)> ReadAsync(string path, CancellationToken cancellationToken)
    {
        string full = Path.GetFullPath(path);
        if (!_read.TryGetValue(full, out (string, long) hash))
        {
            _read[full] = hash = await WeightsHash.ReadAsync(path, cancellationToken);
        }

        return hash;
    }
}
