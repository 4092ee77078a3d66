using EvalHarness.Inference.Files;
using EvalHarness.Inference.Tokenization;

namespace EvalHarness.Pipeline.Models;

/// <summary>
/// Vocabularies of the files that models are made from, each read once: the candidates of a plan come from one file,
/// and what is made of it keeps its vocabulary. Thread-safe.
/// </summary>
internal sealed class SourceVocabularies
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Path, long Bytes, DateTime Written, string Reader), object> _read = [];

    /// <summary>A file's tokenizer.</summary>
    /// <param name="path">The file.</param>
    /// <param name="reader">Whose tokenizer it is: runtimes differ.</param>
    /// <param name="read">Reads it.</param>
    public Tokenizer TokenizerOf(string path, string reader, Func<Tokenizer> read) => Get(path, reader, read);

    /// <summary>SHA-256 of a file's vocabulary and merges.</summary>
    /// <param name="path">The file.</param>
    /// <param name="hash">Computes it.</param>
    public string HashOf(string path, Func<string> hash) => Get(path, "hash", hash);

    private T Get<T>(string path, string reader, Func<T> read)
        where T : class
    {
        FileInfo file = FileTarget.Of(path);
        (string, long, DateTime, string) key =
            (file.FullName, file.Exists ? file.Length : -1, file.LastWriteTimeUtc, reader);
        lock (_lock)
        {
            if (!_read.TryGetValue(key, out object? found))
            {
                _read[key] = found = read();
            }

            return (T)found;
        }
    }
}
